// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension KernelText {
    /// Foreign text as one line of plain ASCII, one column of a terminal a byte: all else is escaped, `\x1b`. A process or a
    /// cgroup may be named to take a terminal over.
    package static func shown(_ text: some Sequence<UInt8>) -> String {
        var bytes: [UInt8] = []
        for byte in text {
            if byte >= 0x20 && byte < 0x7F {
                bytes.append(byte)
            } else {
                bytes += Array(#"\x"#.utf8) + [digit(byte >> 4), digit(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
