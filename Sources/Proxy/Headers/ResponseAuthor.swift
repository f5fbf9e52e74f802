// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Writes the head of the response a client gets. Framing and connection are always our own.
struct ResponseAuthor {
    /// How the client is told where the body ends.
    let framing: BodyFraming
    let isToHEAD: Bool
    let clientVersion: MessageVersion
    let keepsAlive: Bool
    /// Puts what was stripped of the request's path before those of the response. Nil: they stay as they are.
    let prefix: PrefixWriter?
    let notes: ResponseNotes?
    /// The line that tells browsers to come with TLS only, in place of the worker's. Nil: the worker's may stand.
    let strictTransport: String?

    /// What the proxy says in its own words takes less.
    private static let usualAddition = 256

    func write(_ head: borrowing ResponseHead, to buffer: inout ByteBuffer) {
        head.bytes.withUnsafeReadableBytes { bytes in
            buffer.writeHead(atMost: bytes.count + Self.usualAddition) { write(head, bytes, to: &$0) }
        }
    }

    private func write(_ head: borrowing ResponseHead, _ bytes: UnsafeRawBufferPointer, to output: inout HeadPen) {
        output.writeStaticString("HTTP/1.1 ")
        output.write(UInt64(head.status))
        output.writeByte(Bytes.space)
        output.write(bytes, head.reason)
        output.writeStaticString("\r\n")
        output.copy(head.section.fields, of: bytes) { field in
            switch field.name {
            case .contentLength, .transferEncoding, .connection, .upgrade, .hopByHop, .memory: false
            case .other where prefix?.isConcerned(field, bytes) == true: false
            case .other where strictTransport != nil && Self.isStrictTransport(field, bytes): false
            case .other, .host, .expect, .authorization, .identity, .forwarded, .realIP, .forwardedFor,
                .forwardedProto, .forwardedHost, .forwardedPrefix, .via, .requestID, .underscored:
                !head.facts.endsHere(field, bytes)
            }
        }
        prefix?.write(head, bytes, to: &output)
        output.writeStaticString(head.version == .http11 ? "Via: 1.1 plimsoll\r\n" : "Via: 1.0 plimsoll\r\n")
        notes?.write(to: &output)
        if !head.isInterim {
            if let strictTransport { output.writeString(strictTransport) }
            writeFraming(head, to: &output)
        }
        if head.status == 101, let index = head.facts.upgrade {
            output.writeStaticString("Connection: Upgrade\r\nUpgrade: ")
            output.write(bytes, head.section.fields[index].valueRange)
            output.writeStaticString("\r\n")
        }
        output.writeStaticString("\r\n")
    }

    private func writeFraming(_ head: borrowing ResponseHead, to output: inout HeadPen) {
        switch framing {
        case .none:
            // To HEAD, and with 304, it says how long the body would be.
            if head.status != 204, let length = head.facts.contentLength { writeLength(length, to: &output) }
        case .length(let length): writeLength(length, to: &output)
        case .chunked: output.writeStaticString("Transfer-Encoding: chunked\r\n")
        case .untilClose: break
        }
        if !keepsAlive {
            output.writeStaticString("Connection: close\r\n")
        } else if clientVersion == .http10 {
            output.writeStaticString("Connection: keep-alive\r\n")
        }
    }

    private static func isStrictTransport(_ field: Field, _ bytes: UnsafeRawBufferPointer) -> Bool {
        Bytes.equal(bytes, field.nameRange, "strict-transport-security")
    }

    private func writeLength(_ length: UInt64, to output: inout HeadPen) {
        output.writeStaticString("Content-Length: ")
        output.write(length)
        output.writeStaticString("\r\n")
    }
}
