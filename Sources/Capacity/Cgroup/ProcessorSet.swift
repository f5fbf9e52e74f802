// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The processors a process may run on.
struct ProcessorSet: Hashable, Sendable {
    let count: Int

    /// Reads `Cpus_allowed` of `/proc/PID/status`: a mask in hexadecimal, with commas. Nil where it is not told, or empty.
    init?(status text: [UInt8]) {
        let key = "Cpus_allowed:".utf8
        guard let line = KernelText.lines(text).first(where: { $0.starts(with: key) }) else { return nil }
        var count = 0
        for byte in line.dropFirst(key.count) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): count += (byte & 15).nonzeroBitCount
            case UInt8(ascii: "a")...UInt8(ascii: "f"): count += ((byte & 15) + 9).nonzeroBitCount
            case UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: " "): continue
            default: return nil
            }
        }
        guard count > 0 else { return nil }
        self.count = count
    }
}
