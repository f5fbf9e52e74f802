// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHPACK
import Testing

@testable import Proxy

/// Bodies with HTTP/2 as bodies with HTTP/1.1.
struct BodyTranslationTests {
    /// What goes on of a head `h` and some pieces, the last of which ends the stream. Nil: it is malformed.
    private func passed(_ framing: BodyFraming, _ pieces: [String], trailers: HPACKHeaders? = nil) -> String? {
        var body = BodyTranslation(framing)
        var text = ""
        func take(_ pieces: BodyTranslation.Pieces?) -> Bool {
            pieces?.forEach { text += String(buffer: $0) }
            return pieces != nil
        }
        guard take(body.headCame(ByteBuffer(string: "h"), endsStream: false)) else { return nil }
        for (index, piece) in pieces.enumerated() {
            let endsStream = trailers == nil && index == pieces.count - 1
            guard take(body.dataCame(ByteBuffer(string: piece), endsStream: endsStream)) else { return nil }
        }
        if let trailers, !take(body.trailersCame(trailers)) { return nil }
        return body.isComplete ? text : nil
    }

    @Test func aBodyOfUnknownLengthIsChunked() {
        #expect(passed(.chunked, ["ab", "", "c"]) == "h2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
        #expect(passed(.chunked, [""]) == "h0\r\n\r\n")
    }

    @Test func aBodyOfKnownLengthIsCounted() {
        #expect(passed(.length(3), ["ab", "c"]) == "habc")
        #expect(passed(.length(3), ["ab", "c", ""]) == "habc")
        #expect(passed(.length(3), ["ab", "cd"]) == nil)
        #expect(passed(.length(3), ["ab", "c", "d"]) == nil)
        #expect(passed(.length(3), ["ab"]) == nil)
    }

    @Test func aHeadThatIsAllWaitsForTheEnd() {
        #expect(passed(.none, [""]) == "h")
        #expect(passed(.length(0), ["", ""]) == "h")
        #expect(passed(.none, ["a"]) == nil)
    }

    @Test func trailersEndTheLastChunk() {
        #expect(passed(.chunked, ["ab"], trailers: ["x-t": "1"]) == "h2\r\nab\r\n0\r\nx-t: 1\r\n\r\n")
        #expect(passed(.length(2), ["ab"], trailers: ["x-t": "1"]) == "hab")
        #expect(passed(.length(3), ["ab"], trailers: ["x-t": "1"]) == nil)
        #expect(passed(.chunked, [], trailers: [":path": "/"]) == nil)
        #expect(passed(.chunked, [], trailers: ["X": "1"]) == nil)
    }
}
