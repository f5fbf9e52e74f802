// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Writes the head of the response a client gets. Framing and connection are always our own.
struct ResponseAuthor {
    let head: ResponseHead
    /// How the client is told where the body ends.
    let framing: BodyFraming
    let isToHEAD: Bool
    let clientVersion: MessageVersion
    let keepsAlive: Bool

    func write(to output: inout ByteBuffer) {
        head.bytes.withUnsafeReadableBytes { bytes in
            output.writeStaticString("HTTP/1.1 ")
            HeadWriter.write(UInt64(head.status), to: &output)
            output.writeInteger(Bytes.space)
            HeadWriter.write(bytes, head.reason, to: &output)
            output.writeStaticString("\r\n")
            HeadWriter.copy(head.section.fields, of: bytes, to: &output) { field in
                switch field.name {
                case .contentLength, .transferEncoding, .connection, .upgrade, .hopByHop: false
                case .other, .host, .expect, .authorization, .identity, .forwardedFor, .forwardedProto, .forwardedHost,
                    .forwardedPrefix, .via, .requestID, .underscored:
                    !head.facts.endsHere(field, bytes)
                }
            }
            output.writeStaticString(head.version == .http11 ? "Via: 1.1 plimsoll\r\n" : "Via: 1.0 plimsoll\r\n")
            if !head.isInterim { writeFraming(to: &output) }
            if head.status == 101, let index = head.facts.upgrade {
                output.writeStaticString("Connection: Upgrade\r\nUpgrade: ")
                HeadWriter.write(bytes, head.section.fields[index].valueRange, to: &output)
                output.writeStaticString("\r\n")
            }
            output.writeStaticString("\r\n")
        }
    }

    private func writeFraming(to output: inout ByteBuffer) {
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

    private func writeLength(_ length: UInt64, to output: inout ByteBuffer) {
        output.writeStaticString("Content-Length: ")
        HeadWriter.write(length, to: &output)
        output.writeStaticString("\r\n")
    }
}
