// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Testing

@testable import Docker

struct JSONLinesTests {
    @Test func linesComeWholeWhereverTheyAreCut() {
        let bytes = Array("{\"a\":1}\r\n\n  \n{\"b\":2}\nrest".utf8)
        for cut in 0...bytes.count {
            var lines = JSONLines()
            let found = lines.feed(bytes[..<cut]) + lines.feed(bytes[cut...])
            #expect(found.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}\r", "{\"b\":2}"])
        }
    }

    @Test func endlessLineIsDropped() {
        var lines = JSONLines()
        for _ in 0..<3 { #expect(lines.feed(repeatElement(UInt8(ascii: "x"), count: JSONLines.longest)).isEmpty) }
        #expect(lines.feed(Array("\nok\n".utf8)).map { String(decoding: $0, as: UTF8.self) } == ["ok"])
    }
}
