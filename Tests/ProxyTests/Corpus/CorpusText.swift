// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The notation of bytes in the corpus: `\r`, `\n`, `\t`, `\0`, `\xHH`, `\\`, and `{text*9}` for a text nine times.
enum CorpusText {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    static func bytes(_ text: Substring) throws -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): result.append(try escaped(&rest))
            case UInt8(ascii: "{"):
                if let repeated = try repetition(rest) {
                    result += repeated.bytes
                    rest = repeated.rest
                } else {
                    result.append(byte)
                }
            default: result.append(byte)
            }
        }
        return result
    }

    private static func escaped(_ rest: inout ArraySlice<UInt8>) throws -> UInt8 {
        switch rest.popFirst() {
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "0"): return 0
        case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "x"):
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                throw Malformed(description: "\\x without two digits")
            }
            rest = rest.dropFirst(2)
            return value
        default: throw Malformed(description: "an escape that is none")
        }
    }

    /// `text*9}`; nil: the brace stands for itself.
    private static func repetition(_ rest: ArraySlice<UInt8>) throws -> (bytes: [UInt8], rest: ArraySlice<UInt8>)? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")),
            let star = rest[..<end].lastIndex(of: UInt8(ascii: "*")),
            let count = Int(String(decoding: rest[(star + 1)..<end], as: UTF8.self))
        else { return nil }
        let piece = try bytes(Substring(String(decoding: rest[..<star], as: UTF8.self)))
        return (Array(repeatElement(piece, count: count).joined()), rest[(end + 1)...])
    }
}
