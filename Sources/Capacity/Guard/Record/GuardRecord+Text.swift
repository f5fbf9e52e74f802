// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension GuardRecord {
    /// One JSON object, filled up with blanks to `size` bytes.
    package var text: String {
        var text = "{\"mode\":\"\(mode.rawValue)\""
        text += ",\"means\":" + (means.map { "\"\($0.rawValue)\"" } ?? "null")
        text += ",\"because\":" + (reason.map { "\"\(Self.harmless($0, most: 200))\"" } ?? "null")
        text += ",\"limit\":\(Self.number(limit?.bytes)),\"peak\":\(Self.number(peak?.bytes))"
        text += ",\"asked\":\(Self.number(counts?.asked)),\"refused\":\(Self.number(counts?.refused))"
        text += ",\"refusedOnPurpose\":\(Self.number(counts?.refusedOnPurpose))"
        if let last = lastRefusal {
            text += ",\"lastRefusal\":{\"process\":\(last.process),\"name\":\"\(Self.harmless(last.name, most: 15))\""
            text += ",\"size\":\(last.size.bytes),\"left\":\(last.left.bytes),\"time\":\(last.time.wholeMilliseconds)}"
        } else {
            text += ",\"lastRefusal\":null"
        }
        text += ",\"oomKills\":\(Self.number(oomKills))"
        switch ending {
        case nil: text += ",\"ending\":null"
        case .exited(let status): text += ",\"ending\":{\"exited\":\(status)}"
        case .signaled(let signal): text += ",\"ending\":{\"signal\":\(signal)}"
        }
        text += "}"
        return text + String(repeating: " ", count: max(0, Self.size - 1 - text.utf8.count)) + "\n"
    }

    private static func number(_ value: Int64?) -> String {
        value.map { "\($0)" } ?? "null"
    }

    /// Text that needs no escape in JSON, on a terminal or in a log.
    static func harmless(_ text: String, most: Int) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8.prefix(most) { bytes.append(isHarmless(byte) ? byte : UInt8(ascii: "?")) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func isHarmless(_ byte: UInt8) -> Bool {
        (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
