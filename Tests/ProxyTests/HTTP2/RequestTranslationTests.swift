// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHPACK
import Testing

@testable import Proxy

/// Heads with HTTP/2 as heads with HTTP/1.1.
struct RequestTranslationTests {
    private static let usual = [(":method", "GET"), (":scheme", "https"), (":path", "/a?b"), (":authority", "h")]

    private func lines(_ fields: [(String, String)], endsStream: Bool = true) -> String? {
        guard let request = RequestTranslation(HPACKHeaders(fields), endsStream: endsStream) else { return nil }
        var buffer = ByteBuffer()
        request.write(to: &buffer)
        return String(buffer: buffer)
    }

    @Test func theRequestLineAndTheHostAreWrittenFromThePseudoFields() {
        #expect(lines(Self.usual) == "GET /a?b HTTP/1.1\r\nhost: h\r\n\r\n")
    }

    @Test func fieldsKeepTheirOrder() {
        let fields = Self.usual + [("b", "1"), ("a", "2"), ("b", "")]
        #expect(lines(fields) == "GET /a?b HTTP/1.1\r\nhost: h\r\nb: 1\r\na: 2\r\nb: \r\n\r\n")
    }

    @Test func crumbsOfCookiesAreJoined() {
        let fields = Self.usual + [("cookie", "a=1"), ("x", "y"), ("cookie", "b=2")]
        #expect(lines(fields) == "GET /a?b HTTP/1.1\r\nhost: h\r\nx: y\r\ncookie: a=1; b=2\r\n\r\n")
    }

    @Test func aBodyOfUnknownLengthIsChunked() {
        #expect(lines(Self.usual, endsStream: false)?.hasSuffix("transfer-encoding: chunked\r\n\r\n") == true)
    }

    @Test func aBodyOfKnownLengthIsNot() {
        let text = lines(Self.usual + [("content-length", "12")], endsStream: false)
        #expect(text == "GET /a?b HTTP/1.1\r\nhost: h\r\ncontent-length: 12\r\n\r\n")
    }

    @Test func theHostMayStandInPlaceOfTheAuthority() {
        #expect(lines(Self.usual.dropLast() + [("host", "H")]) == "GET /a?b HTTP/1.1\r\nhost: H\r\n\r\n")
    }

    @Test func bothMayStandWhereTheyAgree() {
        #expect(lines(Self.usual + [("host", "H")]) == "GET /a?b HTTP/1.1\r\nhost: h\r\n\r\n")
    }

    @Test func theServerAsAWholeMayBeAskedForItsOptions() {
        let fields = [(":method", "OPTIONS"), (":scheme", "http"), (":path", "*"), (":authority", "h")]
        #expect(lines(fields) == "OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n")
    }

    @Test func aTunnelIsLeftToBeRefused() {
        #expect(lines([(":method", "CONNECT"), (":authority", "h:1")]) == "CONNECT h:1 HTTP/1.1\r\nhost: h:1\r\n\r\n")
    }

    @Test(arguments: [
        (":method", "G ET"), (":method", ""), (":method", "GET\r\nx: y"), (":scheme", "ftp"), (":path", ""),
        (":path", "a"), (":path", "*"), (":path", "http://h/"), (":path", "/ HTTP/1.1\r\nx: y"), (":path", "/\u{e9}"),
        (":authority", ""), (":authority", "h\r\nx: y"), (":authority", "h h"),
    ])
    func aPseudoFieldOfAnotherShapeIsMalformed(_ name: String, _ value: String) {
        #expect(lines(Self.usual.map { $0.0 == name ? (name, value) : $0 }) == nil)
    }

    @Test(arguments: [":method", ":scheme", ":path"]) func eachPseudoFieldIsNeeded(_ name: String) {
        #expect(lines(Self.usual.filter { $0.0 != name }) == nil)
    }

    @Test(arguments: [
        (":method", "GET"), (":path", "/"), (":scheme", "https"), (":authority", "h"), (":status", "200"),
        (":protocol", "websocket"), (":x", "y"), ("", "x"), ("X-Upper", "x"), ("a b", "x"), ("a:b", "x"), ("a", " b"),
        ("a", "b\t"), ("a", "b\r\nc: d"), ("a", "b\nc"), ("a", "b\0"), ("a", "\u{7f}"), ("connection", "close"),
        ("keep-alive", "1"), ("proxy-connection", "x"), ("transfer-encoding", "chunked"), ("upgrade", "h2c"),
        ("te", "gzip"), ("te", "trailers, gzip"), ("host", "other"), ("content-length", "1"),
        ("content-length", "-1"), ("content-length", "+0"), ("content-length", ""), ("content-length", "0, 0"),
    ])
    func aFieldThatMayNotBeIsMalformed(_ name: String, _ value: String) {
        #expect(lines(Self.usual + [(name, value)]) == nil)
    }

    @Test(arguments: ["host", "content-length"]) func aFieldThatMayBeOnlyOnceIsMalformedTwice(_ name: String) {
        let value = name == "host" ? "h" : "0"
        #expect(lines(Self.usual + [(name, value)]) != nil)
        #expect(lines(Self.usual + [(name, value), (name, value)]) == nil)
    }

    @Test func aPseudoFieldBehindAFieldIsMalformed() {
        #expect(lines(Self.usual.dropLast() + [("x", "y"), (":authority", "h")]) == nil)
    }

    @Test func aWordOnTrailersIsNotPassedOnAsAFieldThatIsMalformed() {
        #expect(lines(Self.usual + [("te", "Trailers")]) != nil)
    }

    @Test func aTunnelWithAPathIsMalformed() {
        #expect(lines([(":method", "CONNECT"), (":authority", "h:1"), (":path", "/")]) == nil)
        #expect(lines([(":method", "CONNECT")]) == nil)
    }
}
