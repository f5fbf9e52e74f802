// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Bytes {
    static func with<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    /// Nil: it is no number, or one that no body is as long as.
    static func length(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        // 18 digits always fit.
        guard (1...18).contains(bytes.count) else { return nil }
        var length: UInt64 = 0
        for byte in bytes {
            guard isDigit(byte) else { return nil }
            length = length * 10 + UInt64(byte & 0x0F)
        }
        return length
    }

    /// Whether it is not empty and every byte is visible ASCII.
    static func areVisible(_ bytes: UnsafeRawBufferPointer) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 &- 0x21 < 0x5E }
    }
}
