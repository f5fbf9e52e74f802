// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// Writes the head of the request a worker gets. Framing is always our own, never what the client wrote.
struct RequestAuthor {
    let route: Route
    let peer: Peer
    let origin: Origin
    /// Whether the client showed the proxy's own token, which no worker may see.
    let showsToken: Bool
    /// What the proxy calls itself.
    let pseudonym: Pseudonym

    /// What the proxy says in its own words takes less, beside the prefix and the token.
    private static let usualAddition = 512

    /// - Parameter requestID: made by us, for when the client's own is not to be believed.
    func write(_ head: borrowing RequestHead, to buffer: inout ByteBuffer, requestID: RequestID) {
        head.bytes.withUnsafeReadableBytes { bytes in
            buffer.writeHead(atMost: bytes.count + Self.usualAddition) { output in
                writeRequestLine(head, bytes, to: &output)
                if head.facts.host == nil { output.writeStaticString("Host: localhost\r\n") }
                output.copy(head.section.fields, of: bytes) { passes($0, head, bytes) }
                writeIdentity(head, bytes, to: &output, requestID: requestID)
                writeFraming(head, bytes, to: &output)
                output.writeStaticString("\r\n")
            }
        }
    }

    private func writeRequestLine(
        _ head: borrowing RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        to output: inout HeadPen
    ) {
        output.write(bytes, head.method)
        output.writeByte(Bytes.space)
        let stripped = min(route.strippedPrefixLength, head.target.count)
        let rest = (head.target.lowerBound + stripped)..<head.target.upperBound
        if head.target.isEmpty, head.isMethod("OPTIONS", bytes) {
            // The server as a whole, asked for in absolute form: RFC 9112, section 3.2.4.
            output.writeByte(UInt8(ascii: "*"))
        } else if rest.isEmpty || bytes[rest.lowerBound] == UInt8(ascii: "?") {
            output.writeByte(UInt8(ascii: "/"))
        }
        output.write(bytes, rest)
        output.writeStaticString(" HTTP/1.1\r\n")
    }

    private func passes(_ field: Field, _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        switch field.name {
        case .host: return true
        case .other: break
        case .contentLength, .transferEncoding, .connection, .upgrade, .hopByHop, .expect: return false
        // Names in gRPC have them, and programs that take them for hyphens do not speak HTTP/2.
        case .underscored:
            guard route.workerProtocol == .h2c, FieldName.withHyphens(bytes, field.nameRange) == .other else {
                return false
            }
        case .authorization: if showsToken || route.access == .bearer || route.workerToken != nil { return false }
        case .identity, .forwardedPrefix, .via: if !peer.isTrusted { return false }
        case .requestID: if !keepsRequestID(head, bytes) { return false }
        // Said in our own words, or not at all: `Forwarded` would be a second answer to what `X-Forwarded-*` answers.
        case .forwarded, .realIP, .forwardedFor, .forwardedProto, .forwardedHost, .memory: return false
        }
        return !head.facts.endsHere(field, bytes)
    }

    private func writeIdentity(
        _ head: borrowing RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        to output: inout HeadPen,
        requestID: RequestID
    ) {
        let fields = head.section.fields
        output.writeStaticString("X-Forwarded-For: ")
        output.writeBytes(origin.client)
        output.writeBytes(origin.proxies)
        output.writeStaticString(
            origin.isSecure ? "\r\nX-Forwarded-Proto: https\r\n" : "\r\nX-Forwarded-Proto: http\r\n"
        )
        if let host = origin.host ?? head.facts.host {
            output.writeStaticString("X-Forwarded-Host: ")
            output.write(bytes, fields[host].valueRange)
            output.writeStaticString("\r\n")
        }
        if peer.isTrusted, fields.contains(where: { $0.name == .realIP }) {
            output.writeStaticString("X-Real-IP: ")
            output.writeBytes(origin.client)
            output.writeStaticString("\r\n")
        }
        if route.strippedPrefixLength > 0, !isToldByTrusted(head, .forwardedPrefix) {
            output.writeStaticString("X-Forwarded-Prefix: ")
            output.writeString(route.rule.path)
            output.writeStaticString("\r\n")
        }
        output.writeStaticString("Via: ")
        // Each proxy in a ring must leave the others' names, or none would see its own.
        if head.facts.hasVia, !peer.isTrusted {
            for field in fields where field.name == .via {
                for member in Pseudonym.members(of: bytes, field.valueRange) {
                    output.write(bytes, member)
                    output.writeByte(UInt8(ascii: ","))
                }
            }
        }
        let version: StaticString = peer.speaksHTTP2 ? "2" : head.version == .http11 ? "1.1" : "1.0"
        output.writeStaticString(version)
        pseudonym.write(to: &output)
        if !keepsRequestID(head, bytes) {
            output.writeStaticString("X-Request-ID: ")
            requestID.write(to: &output)
            output.writeStaticString("\r\n")
        }
        if let token = route.workerToken {
            output.writeStaticString("Authorization: Bearer ")
            output.writeString(token.exposed)
            output.writeStaticString("\r\n")
        }
    }

    private func writeFraming(_ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, to output: inout HeadPen)
    {
        switch head.framing {
        case .none:
            // An explicit end for methods that usually have a body, as RFC 9110, section 8.6, asks.
            if head.facts.contentLength != nil { output.writeStaticString("Content-Length: 0\r\n") }
        case .length(let length):
            output.writeStaticString("Content-Length: ")
            output.write(length)
            output.writeStaticString("\r\n")
        case .chunked, .untilClose:
            output.writeStaticString("Transfer-Encoding: chunked\r\n")
        }
        if let upgrade = head.upgrade { writeUpgrade(upgrade, bytes, to: &output) }
        if head.expectsContinue { output.writeStaticString("Expect: 100-continue\r\n") }
    }

    private func writeUpgrade(_ upgrade: UpgradeOffer, _ bytes: UnsafeRawBufferPointer, to output: inout HeadPen) {
        output.writeStaticString("Connection: Upgrade\r\nUpgrade: ")
        output.write(bytes, upgrade.name)
        output.writeStaticString("\r\n")
    }

    /// Whether a trusted peer said it already, in a field that `Connection` does not take away.
    private func isToldByTrusted(_ head: borrowing RequestHead, _ name: FieldName) -> Bool {
        guard peer.isTrusted else { return false }
        return head.bytes.withUnsafeReadableBytes { bytes in
            head.section.fields.contains { $0.name == name && !head.facts.endsHere($0, bytes) }
        }
    }

    /// Whether the request's id comes from a trusted peer and is harmless in a log.
    private func keepsRequestID(_ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard peer.isTrusted, let index = head.facts.requestID else { return false }
        let field = head.section.fields[index]
        guard (1...64).contains(field.valueRange.count), !head.facts.endsHere(field, bytes) else { return false }
        guard head.section.fields.count(where: { $0.name == .requestID }) == 1 else { return false }
        return field.valueRange.allSatisfy { index in
            let byte = bytes[index]
            return Bytes.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
        }
    }
}
