// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The two versions that are spoken.
enum MessageVersion {
    case http10, http11

    enum Reading {
        case version(MessageVersion)
        case refused(MessageFault)
    }

    /// Reads `HTTP/1.1`, and tells a version that is not spoken from what is none.
    static func read(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Reading {
        let start = range.lowerBound
        guard range.count == 8, bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/"), Bytes.isDigit(bytes[start + 5]),
            bytes[start + 6] == UInt8(ascii: "."), Bytes.isDigit(bytes[start + 7])
        else { return .refused(.badVersion) }
        guard bytes[start + 5] == UInt8(ascii: "1") else { return .refused(.unsupportedVersion) }
        switch bytes[start + 7] {
        case UInt8(ascii: "1"): return .version(.http11)
        case UInt8(ascii: "0"): return .version(.http10)
        default: return .refused(.unsupportedVersion)
        }
    }
}
