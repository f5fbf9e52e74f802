// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What a client begins HTTP/2 with: RFC 9113, section 3.4.
enum Preface {
    static let text: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    static let length = 24

    enum Match {
        case none
        /// So far.
        case partial
        case whole
    }

    static func match(_ bytes: ByteBuffer) -> Match {
        bytes.withUnsafeReadableBytes { bytes in
            for index in 0..<min(bytes.count, length) where bytes[index] != text.utf8Start[index] { return .none }
            return bytes.count < length ? .partial : .whole
        }
    }
}
