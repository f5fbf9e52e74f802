// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Writes what strangers sent as a JSON string that is always valid, and harmless on a terminal.
enum JSONText {
    /// With its quotes. What is no UTF-8 becomes U+FFFD, byte by byte; control characters, C1 ones too, are escaped.
    static func write(_ bytes: UnsafeRawBufferPointer, to output: inout ByteBuffer) {
        output.writeInteger(UInt8(ascii: "\""))
        var plain = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            let length = byte < 0x80 ? 1 : characterLength(bytes, at: index)
            let isControl = byte < 0x20 || byte == 0x7F || byte == 0xC2 && length == 2 && bytes[index + 1] < 0xA0
            if byte >= 0x80, length > 0, !isControl {
                index += length
                continue
            }
            output.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[plain..<index]))
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                output.writeInteger(UInt8(ascii: "\\"))
                output.writeInteger(byte)
            } else if isControl {
                output.writeStaticString("\\u00")
                let value = length == 2 ? bytes[index + 1] : byte
                for half in [value >> 4, value & 0x0F] {
                    output.writeInteger(half < 10 ? half + UInt8(ascii: "0") : half - 10 + UInt8(ascii: "a"))
                }
            } else {
                output.writeStaticString("\\ufffd")
            }
            index += max(length, 1)
            plain = index
        }
        output.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[plain...]))
        output.writeInteger(UInt8(ascii: "\""))
    }

    static func write(_ text: String, to output: inout ByteBuffer) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: &output) }
    }

    /// How long the character is that begins here, by RFC 3629; 0: none does.
    private static func characterLength(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
        let first = bytes[index]
        // The second byte says most: no overlong forms, no surrogates, nothing beyond U+10FFFF.
        let (length, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for next in (index + 2)..<max(index + 2, index + length) where bytes[next] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
