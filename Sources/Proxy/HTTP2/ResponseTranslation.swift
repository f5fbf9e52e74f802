// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// The head of a worker's response with HTTP/2, judged by RFC 9113, section 8, as one of HTTP/1.1.
struct ResponseTranslation {
    let status: Int
    private(set) var framing = BodyFraming.none
    private var length: UInt64?
    private var fields: [(name: String, value: String)] = []
    private var size = 0

    var isInterim: Bool { status < 200 }

    /// Nil: it is malformed.
    init?(_ headers: HPACKHeaders, endsStream: Bool, isToHEAD: Bool) {
        var status: Int?
        for (name, value, _) in headers {
            if name.utf8.first == UInt8(ascii: ":") {
                guard name == ":status", status == nil, size == 0, value.utf8.count == 3, let number = Int(value) else {
                    return nil
                }
                status = number
                continue
            }
            guard let kind = FieldKind(name: name, value: value) else { return nil }
            size += name.utf8.count + value.utf8.count + 4
            if case .contentLength = kind {
                guard length == nil, let number = Bytes.with(value, { Bytes.length($0) }) else { return nil }
                length = number
            } else {
                fields.append((name, value))
            }
        }
        // RFC 9113, section 8.6: there is no change of protocols.
        guard let status, (100...599).contains(status), status != 101 else { return nil }
        self.status = status
        if isInterim {
            guard !endsStream, length == nil else { return nil }
        } else if isToHEAD || status == 304 {
            framing = .none
        } else if status == 204 {
            guard length == nil else { return nil }
        } else if endsStream {
            guard length ?? 0 == 0 else { return nil }
            length = 0
        } else {
            framing = length.map { $0 > 0 ? .length($0) : .none } ?? .chunked
        }
    }

    func write(to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: size + 128)
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeDecimal(UInt64(status))
        buffer.writeStaticString(" \r\n")
        for field in fields { buffer.writeField(field.name, field.value) }
        if let length {
            buffer.writeStaticString("content-length: ")
            buffer.writeDecimal(length)
            buffer.writeStaticString("\r\n")
        }
        if framing == .chunked { buffer.writeStaticString("transfer-encoding: chunked\r\n") }
        // A stream has one request.
        buffer.writeStaticString("connection: close\r\n\r\n")
    }
}
