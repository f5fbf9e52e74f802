// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A JSON object as text, in the order in which it was filled.
struct JSONText {
    private var members = ""

    /// `value` is JSON already; nil is null.
    mutating func add(_ key: String, _ value: String?) {
        members += (members.utf8.isEmpty ? "" : ",") + Self.string(key) + ":" + (value ?? "null")
    }

    var text: String { "{\(members)}" }

    static func list(_ values: [String]) -> String {
        var text = ""
        for value in values { text += (text.utf8.isEmpty ? "" : ",") + value }
        return "[\(text)]"
    }

    static func string(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F: bytes += Array("\\u00".utf8) + Array(KernelText.shown([byte]).utf8.suffix(2))
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    /// `open files` as a key: `open_files`.
    static func key(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
