// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The processors that a machine has, whoever may run on them.
package enum MachineProcessors {
    /// Nil where the kernel does not tell.
    package static func count(files: some FileReader) -> Int? {
        files.bytes(at: "/sys/devices/system/cpu/present").flatMap { list($0) }
    }

    /// Reads a list such as `0-3,8`.
    static func list(_ text: [UInt8]) -> Int? {
        guard let line = KernelText.lines(text).first else { return nil }
        var count: Int64 = 0
        for part in line.split(separator: UInt8(ascii: ",")) {
            let ends = part.split(separator: UInt8(ascii: "-")).map { KernelText.number($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
                last < 1 << 20
            else { return nil }
            count += last - first + 1
        }
        return count > 0 ? Int(count) : nil
    }
}
