// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a regular field of HTTP/2 is to its translation.
enum FieldKind {
    case other
    case host, cookie, contentLength

    /// Nil: the field makes its message malformed (RFC 9113, sections 8.2.1 and 8.2.2).
    init?(name: String, value: String) {
        guard let kind = Bytes.with(name, { Self.judge(name: $0) }), Bytes.with(value, { Self.isValue($0) }) else {
            return nil
        }
        switch kind {
        case .connectionSpecific: return nil
        // Said between neighbours; no other word of it is allowed.
        case .te:
            guard value.lowercased() == "trailers" else { return nil }
            self = .other
        case .kind(let kind): self = kind
        }
    }

    private enum Name {
        case kind(FieldKind)
        case connectionSpecific, te
    }

    private static func judge(name: UnsafeRawBufferPointer) -> Name? {
        guard !name.isEmpty else { return nil }
        for byte in name where !Bytes.isToken(byte) || byte &- UInt8(ascii: "A") < 26 { return nil }
        func isName(_ text: StaticString) -> Bool { Bytes.areEqual(name, 0..<name.count, text) }
        switch name.count {
        case 2: if isName("te") { return .te }
        case 4: if isName("host") { return .kind(.host) }
        case 6: if isName("cookie") { return .kind(.cookie) }
        case 7: if isName("upgrade") { return .connectionSpecific }
        case 10: if isName("connection") || isName("keep-alive") { return .connectionSpecific }
        case 14: if isName("content-length") { return .kind(.contentLength) }
        case 16: if isName("proxy-connection") { return .connectionSpecific }
        case 17: if isName("transfer-encoding") { return .connectionSpecific }
        default: break
        }
        return .kind(.other)
    }

    private static func isValue(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let first = value.first, let last = value.last else { return true }
        guard first != Bytes.space, first != Bytes.tab, last != Bytes.space, last != Bytes.tab else { return false }
        return Bytes.areFieldValue(value, 0..<value.count)
    }
}
