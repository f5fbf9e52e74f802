// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

@testable import Proxy

struct JSONTextTests {
    private func written(_ bytes: [UInt8]) -> String {
        var buffer = ByteBuffer()
        bytes.withUnsafeBytes { JSONText.write($0, to: &buffer) }
        return String(buffer: buffer)
    }

    @Test(arguments: [
        ("/a", #""/a""#), ("", #""""#), ("/a\"b", #""/a\"b""#), (#"/a\b"#, #""/a\\b""#),
        ("/\u{1b}[31m", #""/\u001b[31m""#),
        ("/\n\r\t\0", #""/\u000a\u000d\u0009\u0000""#), ("/\u{7f}", #""/\u007f""#), ("/\u{9b}31m", #""/\u009b31m""#),
        ("/\u{e9}\u{20ac}\u{1f600}", "\"/\u{e9}\u{20ac}\u{1f600}\""), ("/</script>", #""/</script>""#),
    ]) func textIsEscapedWhereItHasToBe(text: String, json: String) {
        #expect(written(Array(text.utf8)) == json)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
            [0xF0, 0x9F, 0x98], [0xE2, 0x82], [0xC3, 0x22],
        ] as [[UInt8]]
    ) func whatIsNoUTF8IsReplaced(bytes: [UInt8]) throws {
        let json = written([0x2F] + bytes + [0x2F])
        let text = try JSONDecoder().decode(String.self, from: Data(json.utf8))
        #expect(text.hasPrefix("/\u{fffd}") && text.hasSuffix("/"))
    }

    @Test func anyBytesGiveValidJSONWithoutControlCharacters() throws {
        var random = SystemRandomNumberGenerator()
        for length in 0..<2000 {
            let bytes = (0..<(length % 40)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let json = written(bytes)
            #expect(throws: Never.self) { try JSONDecoder().decode(String.self, from: Data(json.utf8)) }
            #expect(!json.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
        }
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (1_795_228_209, 7, "2026-11-21T02:30:09.007Z"),
        (951_782_400, 999, "2000-02-29T00:00:00.999Z"),
    ]) func timeIsWrittenAsRFC3339HasIt(seconds: Int, milliseconds: Int, text: String) {
        var clock = LogClock()
        var buffer = ByteBuffer()
        clock.write(seconds: seconds, milliseconds: milliseconds, to: &buffer)
        #expect(String(buffer: buffer) == text)
    }
}
