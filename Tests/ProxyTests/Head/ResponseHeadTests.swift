// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Proxy

/// The strict reader of responses: a worker is believed no more than a client.
struct ResponseHeadTests {
    static let ok = "HTTP/1.1 200 OK\r\n"

    @Test(arguments: [
        (ok + "\r\n", "200 'OK' untilClose close"),
        (ok + "Content-Length: 5\r\n\r\n", "200 'OK' length(5)"),
        (ok + "Content-Length: 0\r\n\r\n", "200 'OK' none"),
        (ok + "Transfer-Encoding: chunked\r\n\r\n", "200 'OK' chunked"),
        (ok + "Content-Length: 5\r\nConnection: close\r\n\r\n", "200 'OK' length(5) close"),
        ("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n", "200 '' length(5)"),
        ("HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n", "200 '' length(5)"),
        ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", "200 'OK' length(5) close"),
        ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n", "200 'OK' length(5)"),
        ("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "204 'No' none"),
        ("HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", "304 'No' none"),
        ("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n", "103 'Early' none"),
    ]) func whatIsSoundIsRead(_ text: String, _ outcome: String) {
        #expect(Self.read(text) == outcome)
        #expect(Self.read(text, piece: 1) == outcome)
    }

    @Test(arguments: [
        ("ICY 200 OK\r\n\r\n", "bad_status_line"),
        ("\r\nHTTP/1.1 200 OK\r\n\r\n", "bad_status_line"),
        ("HTTP/1.1 99\r\n\r\n", "bad_status_line"),
        ("HTTP/1.1 99 \r\n\r\n", "bad_status_line"),
        ("HTTP/1.1 600 X\r\n\r\n", "bad_status_line"),
        ("HTTP/1.1 2000 X\r\n\r\n", "bad_status_line"),
        ("HTTP/1.1  200 X\r\n\r\n", "bad_status_line"),
        ("HTTP/1.1 200 O\0K\r\n\r\n", "bad_status_line"),
        ("HTTP/2 200 OK\r\n\r\n", "bad_status_line"),
        ("HTTP/2.0 200 OK\r\n\r\n", "unsupported_version"),
        ("HTTP/1.1 200 OK\n\n", "bare_line_feed"),
        (ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "content_length_and_transfer_encoding"),
        (ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "several_content_lengths"),
        (ok + "Content-Length: -1\r\n\r\n", "bad_content_length"),
        (ok + "Transfer-Encoding: gzip\r\n\r\n", "bad_transfer_encoding"),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_transfer_encoding"),
        (ok + "X: a\r\n b\r\n\r\n", "folded_field"),
        (ok + "X: a\0\r\n\r\n", "bad_field_value"),
        (ok + "X : a\r\n\r\n", "bad_field_name"),
        (ok + "X: \(String(repeating: "a", count: 20000))", "fields_too_large"),
        ("H" + String(repeating: "T", count: 20000), "uri_too_long"),
    ]) func whatIsAmbiguousIsRefused(_ text: String, _ outcome: String) {
        #expect(Self.read(text) == outcome)
        #expect(Self.read(text, piece: 1) == outcome)
    }

    @Test func anAnswerToHEADHasNoBody() {
        #expect(Self.read(Self.ok + "Content-Length: 5\r\n\r\n", isToHEAD: true) == "200 'OK' none")
        #expect(Self.read(Self.ok + "\r\n", isToHEAD: true) == "200 'OK' none")
    }

    static func read(_ text: String, piece: Int = .max, isToHEAD: Bool = false) -> String {
        var head = ResponseHead()
        var buffer = ByteBuffer()
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = piece >= bytes.count ? bytes.count : min(start + piece, bytes.count)
            buffer.writeBytes(bytes[start..<end])
            start = end
            switch head.read(from: &buffer, limits: HeadLimits(), isToHEAD: isToHEAD) {
            case .incomplete: continue
            case .refused(let fault): return fault.rawValue
            case .complete:
                let reason = head.bytes.withUnsafeReadableBytes { String(decoding: $0[head.reason], as: UTF8.self) }
                return "\(head.status) '\(reason)' \(head.framing)\(head.keepsAlive ? "" : " close")"
            }
        }
        return "incomplete"
    }
}
