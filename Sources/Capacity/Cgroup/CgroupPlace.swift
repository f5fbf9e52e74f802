// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The directories that govern one controller of one process: its own cgroup first, then every visible ancestor.
package struct CgroupPlace: Hashable, Sendable {
    package var version: CgroupVersion
    /// Never empty. The last one is the top of what can be seen, which need not be the top of the hierarchy.
    package var directories: [String]

    package init(version: CgroupVersion, directories: [String]) {
        self.version = version
        self.directories = directories
    }

    /// The cgroup that the process itself is in.
    package var own: String { directories.first ?? "" }
}
