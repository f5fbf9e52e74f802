// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Proxy

/// The strict reader of requests: bytes in, the head's parts or the reason of a refusal out.
struct RequestHeadTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bytes: String
        let outcome: String
        var testDescription: String { bytes.prefix(60).debugDescription }

        init(_ bytes: String, _ outcome: String) {
            self.bytes = bytes
            self.outcome = outcome
        }
    }

    static let get = "GET / HTTP/1.1\r\n"
    static let host = "Host: h\r\n"
    static let post = "POST / HTTP/1.1\r\nHost: h\r\n"

    static let accepted: [Case] = [
        Case(get + host + "\r\n", "GET / none"),
        Case("\r\n" + get + host + "\r\n", "GET / none"),
        Case("PROPFIND /x HTTP/1.1\r\nHost: h:80\r\n\r\n", "PROPFIND /x none"),
        Case("GET /a%2Fb?c=%3F&d=/../ HTTP/1.1\r\nhOsT:h\r\n\r\n", "GET /a%2Fb?c=%3F&d=/../ none"),
        Case("GET http://h/p?q HTTP/1.1\r\nHost: H\r\n\r\n", "GET /p?q none"),
        Case("GET HTTP://h?q HTTP/1.1\r\nHost: h\r\n\r\n", "GET ?q none"),
        Case("GET https://h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n", "GET  none"),
        Case("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * none"),
        Case("GET / HTTP/1.0\r\n\r\n", "GET / none close"),
        Case("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / none"),
        Case(get + host + "Connection: x, CLOSE\r\n\r\n", "GET / none close"),
        Case(get + "Host: [::1]:80\r\n\r\n", "GET / none"),
        Case(post + "Content-Length: 5\r\n\r\n", "POST / length(5)"),
        Case(post + "Content-Length:\t 5 \t\r\n\r\n", "POST / length(5)"),
        Case(post + "Content-Length: 0\r\n\r\n", "POST / none"),
        Case(post + "Content-Length: 005\r\n\r\n", "POST / length(5)"),
        Case(post + "Transfer-Encoding: chunked\r\n\r\n", "POST / chunked"),
        Case("GET / HTTP/1.1\r\nHost: h\r\ntransfer-encoding:Chunked\r\n\r\n", "GET / chunked"),
        Case(post + "Content-Length: 1\r\nExpect: 100-Continue\r\n\r\n", "POST / length(1) continue"),
        Case(get + host + "Expect: 100-continue\r\n\r\n", "GET / none"),
        Case(get + host + "X: \u{e9}\r\nEmpty:\r\n\r\n", "GET / none"),
        // As large as they may be: a field, and all of them together.
        Case(get + host + "X: \(String(repeating: "a", count: 16381))\r\n\r\n", "GET / none"),
        Case(
            get + host + "X: \(String(repeating: "a", count: 16381))\r\n"
                + "X: \(String(repeating: "a", count: 16368))\r\n\r\n",
            "GET / none"
        ),
    ]

    static let refused: [Case] = [
        // The request line.
        Case("GET /\r\n", "bad_request_line"),
        Case("GET  / HTTP/1.1\r\n", "bad_request_line"),
        Case("GET /  HTTP/1.1\r\n", "bad_version"),
        Case(" GET / HTTP/1.1\r\n", "bad_request_line"),
        Case("GET\t/ HTTP/1.1\r\n", "bad_request_line"),
        Case("GET / HTTP/1.1 \r\n", "bad_version"),
        Case("G(T / HTTP/1.1\r\n", "bad_request_line"),
        Case("\u{16}\u{3}\u{1}", "bad_request_line"),
        Case("GET /\u{e9} HTTP/1.1\r\n", "bad_request_line"),
        Case("GET /\u{7f} HTTP/1.1\r\n", "bad_request_line"),
        Case("GET /\0 HTTP/1.1\r\n", "bad_request_line"),
        Case("GET / HTTP/1.1\n", "bare_line_feed"),
        Case("\nGET / HTTP/1.1\r\n", "bare_line_feed"),
        Case("\r\n\r\nGET / HTTP/1.1\r\n", "bad_request_line"),
        Case("GET / HTTP/1.1\rHost: h\r\n\r\n", "bad_version"),
        Case("GET / http/1.1\r\n", "bad_version"),
        Case("GET / HTTP/1\r\n", "bad_version"),
        Case("GET / HTTP/1.10\r\n", "bad_version"),
        Case("GET / HTTP/1.2\r\n", "unsupported_version"),
        Case("GET / HTTP/0.9\r\n", "unsupported_version"),
        Case("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "unsupported_version"),
        // The target.
        Case("GET /a#b HTTP/1.1\r\n", "fragment_in_target"),
        Case("GET a HTTP/1.1\r\nHost: h\r\n\r\n", "bad_target"),
        Case("GET * HTTP/1.1\r\nHost: h\r\n\r\n", "bad_target"),
        Case("GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n", "bad_target"),
        Case("GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "bad_target"),
        Case("GET http:///x HTTP/1.1\r\nHost: h\r\n\r\n", "bad_target"),
        Case("GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n", "bad_target"),
        Case("GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n", "host_differs_from_target"),
        Case("GET http://h:80/ HTTP/1.1\r\nHost: h\r\n\r\n", "host_differs_from_target"),
        Case("TRACE / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n", "method_not_allowed"),
        Case("CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n", "method_not_allowed"),
        // Host.
        Case(get + "\r\n", "missing_host"),
        Case(get + host + host + "\r\n", "several_hosts"),
        Case(get + "Host:\r\n\r\n", "bad_host"),
        Case(get + "Host: a,b\r\n\r\n", "bad_host"),
        Case(get + "Host: a b\r\n\r\n", "bad_host"),
        Case(get + "Host: a/b\r\n\r\n", "bad_host"),
        Case(get + "Host: a:80@evil\r\n\r\n", "bad_host"),
        Case(get + "Host: a:8x\r\n\r\n", "bad_host"),
        Case(get + "Host: a:123456\r\n\r\n", "bad_host"),
        Case(get + "Host: [::1\r\n\r\n", "bad_host"),
        Case(get + "Host: []\r\n\r\n", "bad_host"),
        Case(get + "Host: \u{e9}\r\n\r\n", "bad_host"),
        // Field lines.
        Case(get + host + " X: y\r\n\r\n", "folded_field"),
        Case(get + " Host: h\r\n\r\n", "folded_field"),
        Case(get + host + "X: y\r\n\tz\r\n\r\n", "folded_field"),
        Case(get + "Host : h\r\n\r\n", "bad_field_name"),
        Case(get + host + "Content-Length : 5\r\n\r\n", "bad_field_name"),
        Case(get + host + ": x\r\n\r\n", "bad_field_name"),
        Case(get + host + "NoColon\r\n\r\n", "bad_field_name"),
        Case(get + host + "X\0: y\r\n\r\n", "bad_field_name"),
        Case(get + host + "X\u{e9}: y\r\n\r\n", "bad_field_name"),
        Case(get + host + "X: a\0b\r\n\r\n", "bad_field_value"),
        Case(get + host + "X: a\rb\r\n\r\n", "bad_field_value"),
        Case(get + host + "X: a\u{b}\r\n\r\n", "bad_field_value"),
        Case(get + host + "X: 0123456789abcdef0123456789abcde\u{7f}\r\n\r\n", "bad_field_value"),
        Case(get + host + "X: y\n\r\n", "bare_line_feed"),
        Case(get + host + "\n", "bare_line_feed"),
        // Framing.
        Case(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "content_length_and_transfer_encoding"),
        Case(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "content_length_and_transfer_encoding"),
        Case(post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "several_content_lengths"),
        Case(post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "several_content_lengths"),
        Case(post + "Content-Length: 5, 5\r\n\r\n", "bad_content_length"),
        Case(post + "Content-Length: +5\r\n\r\n", "bad_content_length"),
        Case(post + "Content-Length: -5\r\n\r\n", "bad_content_length"),
        Case(post + "Content-Length: 5 5\r\n\r\n", "bad_content_length"),
        Case(post + "Content-Length: 0x5\r\n\r\n", "bad_content_length"),
        Case(post + "Content-Length:\r\n\r\n", "bad_content_length"),
        Case(post + "Content-Length: 1234567890123456789\r\n\r\n", "bad_content_length"),
        Case(post + "Transfer-Encoding: gzip, chunked\r\n\r\n", "unknown_transfer_coding"),
        Case(post + "Transfer-Encoding: chunked, chunked\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: chunked, identity\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: identity\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: xchunked\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: \"chunked\"\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: chunked;q=1\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding:\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Transfer-Encoding: \u{b}chunked\r\n\r\n", "bad_field_value"),
        Case("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_transfer_encoding"),
        Case(post + "Expect: 200-ok\r\n\r\n", "unknown_expectation"),
        Case(get + host + "Connection: a b\r\n\r\n", "bad_connection_field"),
        Case(
            get + host + "Connection: \((0..<17).map { "x\($0)" }.joined(separator: ","))\r\n\r\n",
            "bad_connection_field"
        ),
        // Sizes.
        Case("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", "uri_too_long"),
        Case("GET /\(String(repeating: "a", count: 9000))", "uri_too_long"),
        Case(get + host + "X: \(String(repeating: "a", count: 17000))", "fields_too_large"),
        Case(get + host + "X: \(String(repeating: "a", count: 17000))\r\n\r\n", "fields_too_large"),
        Case(
            get + host + String(repeating: "X: \(String(repeating: "a", count: 12000))\r\n", count: 3),
            "fields_too_large"
        ),
        Case(get + host + String(repeating: "X: y\r\n", count: 100) + "\r\n", "too_many_fields"),
    ]

    @Test(arguments: accepted) func whatIsSoundIsRead(_ text: Case) {
        #expect(Self.read(text.bytes) == text.outcome)
    }

    @Test(arguments: refused) func whatIsAmbiguousIsRefused(_ text: Case) {
        #expect(Self.read(text.bytes) == text.outcome)
    }

    @Test(arguments: accepted + refused) func comingByteByByteChangesNothing(_ text: Case) {
        #expect(Self.read(text.bytes, piece: 1) == text.outcome)
    }

    @Test func aReaderIsUsedForOneRequestAfterTheOther() {
        var head = RequestHead()
        var buffer = ByteBuffer(
            string: "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: x\r\n\r\n"
                + "GET /2 HTTP/1.1\r\nHost: b\r\n\r\n"
        )
        #expect(head.read(from: &buffer, limits: HeadLimits()) == .complete)
        #expect(Self.dump(head) == "POST /1 length(3)")
        #expect(head.read(from: &buffer, limits: HeadLimits()) == .complete)
        #expect(Self.dump(head) == "GET /2 none")
        #expect(head.section.fields.count == 1)
        #expect(buffer.readableBytes == 0)
    }

    static func read(_ text: String, piece: Int = .max) -> String {
        var head = RequestHead()
        var buffer = ByteBuffer()
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = piece >= bytes.count ? bytes.count : min(start + piece, bytes.count)
            buffer.writeBytes(bytes[start..<end])
            start = end
            switch head.read(from: &buffer, limits: HeadLimits()) {
            case .incomplete: continue
            case .complete: return dump(head)
            case .refused(let fault): return fault.rawValue
            }
        }
        return "incomplete"
    }

    static func dump(_ head: borrowing RequestHead) -> String {
        let parts = head.bytes.withUnsafeReadableBytes { bytes in
            [head.method, head.target].map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        var text = "\(parts[0]) \(parts[1]) \(head.framing)"
        if head.expectsContinue { text += " continue" }
        if !head.wantsKeepAlive { text += " close" }
        return text
    }
}
