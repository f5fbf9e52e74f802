// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// The head of a request with HTTP/2, judged by RFC 9113, section 8, as one of HTTP/1.1.
///
/// What is well formed here and yet not to be served (its target, its host, its size) is left to who reads the result.
struct RequestTranslation {
    private(set) var method = ""
    private(set) var target = ""
    private(set) var authority: String?
    /// As the client says it, or as its missing body does.
    private(set) var length: UInt64?
    private(set) var framing = BodyFraming.none
    private var fields: [(name: String, value: String)] = []
    private var cookies: [String] = []
    private var size = 0

    /// Nil: it is malformed.
    init?(_ headers: HPACKHeaders, endsStream: Bool) {
        var pseudo = Pseudo()
        var host: String?
        var hasFields = false
        fields.reserveCapacity(headers.count)
        for (name, value, _) in headers {
            if name.utf8.first == UInt8(ascii: ":") {
                guard !hasFields, pseudo.take(name, value) else { return nil }
                continue
            }
            hasFields = true
            guard let kind = FieldKind(name: name, value: value) else { return nil }
            size += name.utf8.count + value.utf8.count + 4
            switch kind {
            case .other: fields.append((name, value))
            case .cookie: cookies.append(value)
            case .host:
                guard host == nil else { return nil }
                host = value
            case .contentLength:
                guard length == nil, let number = Bytes.with(value, { Bytes.length($0) }) else { return nil }
                length = number
            }
        }
        guard let method = pseudo.method, let target = pseudo.target else { return nil }
        self.method = method
        self.target = target
        if let named = pseudo.authority, let host, named.lowercased() != host.lowercased() { return nil }
        authority = pseudo.authority ?? host
        if endsStream {
            guard length ?? 0 == 0 else { return nil }
        } else {
            framing = length.map { .length($0) } ?? .chunked
        }
    }

    func write(to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: size + target.utf8.count + 128 + (authority?.utf8.count ?? 0))
        buffer.writeString(method)
        buffer.writeInteger(Bytes.space)
        buffer.writeString(target)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        if let authority { buffer.writeField("host", authority) }
        for field in fields { buffer.writeField(field.name, field.value) }
        if !cookies.isEmpty { writeCookies(to: &buffer) }
        if let length {
            buffer.writeStaticString("content-length: ")
            buffer.writeDecimal(length)
            buffer.writeStaticString("\r\n")
        } else if framing == .chunked {
            buffer.writeStaticString("transfer-encoding: chunked\r\n")
        }
        buffer.writeStaticString("\r\n")
    }

    /// RFC 9113, section 8.2.3.
    private func writeCookies(to buffer: inout ByteBuffer) {
        buffer.writeStaticString("cookie: ")
        for (index, cookie) in cookies.enumerated() {
            if index > 0 { buffer.writeStaticString("; ") }
            buffer.writeString(cookie)
        }
        buffer.writeStaticString("\r\n")
    }
}

/// What takes the place of the request line: RFC 9113, section 8.3.1.
private struct Pseudo {
    var method: String?
    var scheme: String?
    var path: String?
    var authority: String?

    /// - Returns: false: nobody knows it, it was there before, or its value is none.
    mutating func take(_ name: String, _ value: String) -> Bool {
        switch name {
        case ":method":
            guard method == nil, !value.isEmpty, value.utf8.allSatisfy({ Bytes.isToken($0) }) else { return false }
            method = value
        case ":scheme":
            guard scheme == nil, value == "http" || value == "https" else { return false }
            scheme = value
        case ":path":
            guard path == nil, Bytes.with(value, { Bytes.areVisible($0) }) else { return false }
            path = value
        case ":authority":
            guard authority == nil, Bytes.with(value, { Bytes.areVisible($0) }) else { return false }
            authority = value
        default: return false
        }
        return true
    }

    /// Nil: they do not make a request.
    var target: String? {
        if method == "CONNECT" { return scheme == nil && path == nil ? authority : nil }
        guard scheme != nil, let path else { return nil }
        // Anything else could be read as a target in absolute form, with a host of its own.
        return path.utf8.first == UInt8(ascii: "/") || path == "*" && method == "OPTIONS" ? path : nil
    }
}

extension ByteBuffer {
    mutating func writeField(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }
}
