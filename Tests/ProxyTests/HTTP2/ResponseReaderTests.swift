// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHPACK
import Testing

@testable import Proxy

/// What is written for a client with HTTP/1.1, taken apart for one with HTTP/2.
struct ResponseReaderTests {
    private func parts(_ pieces: [String], isToHEAD: Bool = false) -> [String] {
        var reader = ResponseReader()
        var parts: [String] = []
        for piece in pieces {
            reader.came(ByteBuffer(string: piece), isToHEAD: isToHEAD)
            while let part = reader.next() {
                switch part {
                case .head(let headers, let endsStream):
                    parts.append(headers.map { "\($0.name): \($0.value)" }.joined(separator: ", "))
                    if endsStream { parts.append("end") }
                case .data(let piece): parts.append("'\(String(buffer: piece))'")
                case .end(let last, let trailers):
                    if let last { parts.append("'\(String(buffer: last))'") }
                    for trailer in trailers { parts.append("\(trailer.name): \(trailer.value)") }
                    parts.append("end")
                }
            }
        }
        return parts
    }

    @Test func aBodyOfKnownLengthEndsWithItsLastPiece() {
        let head = "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
        #expect(parts([head + "ab", "cd"]) == [":status: 200, x-a: b, content-length: 4", "'ab'", "'cd'", "end"])
    }

    @Test func chunksLoseTheirFramingAndKeepTheirTrailers() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(parts([head + "2\r\nab\r\n", "0\r\nA: b\r\n\r\n"]) == [":status: 200", "'ab'", "a: b", "end"])
    }

    @Test func interimHeadsComeBeforeTheOne() {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
        #expect(parts([text]) == [":status: 103, link: x", ":status: 204", "end"])
    }

    @Test func theAnswerToHEADHasALengthAndNoBody() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
        #expect(parts([text], isToHEAD: true) == [":status: 200, content-length: 4", "end"])
    }
}
