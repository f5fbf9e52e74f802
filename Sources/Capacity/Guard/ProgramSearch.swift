// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a program may be found, as `execvp` looks for it.
package enum ProgramSearch {
    /// What a container engine puts in place of a `PATH` that is not set.
    private static let usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The paths to try, in order. Bytes, as a file name need not be text.
    package static func candidates(for program: [UInt8], path: [UInt8]?) -> [[UInt8]] {
        if program.isEmpty { return [] }
        if program.contains(UInt8(ascii: "/")) { return [program] }
        return (path ?? Array(usualPath.utf8))
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            // An empty entry is the current directory.
            .map { $0.isEmpty ? program : Array($0) + [UInt8(ascii: "/")] + program }
    }
}
