// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import SeededRandom
import Testing

@testable import Proxy

/// The strict decoder of chunked bodies.
struct ChunkReaderTests {
    static let cases: [(String, String)] = [
        ("0\r\n\r\n", "'' end"),
        ("5\r\nhello\r\n0\r\n\r\n", "'hello' end"),
        ("5\r\nhello\r\nA\r\n0123456789\r\n00\r\n\r\n", "'hello0123456789' end"),
        ("1;a=b;c=\"d e\"\r\nx\r\n0;last\r\n\r\n", "'x' end"),
        ("2\r\n\r\n\r\n0\r\n\r\n", "'\r\n' end"),
        ("1\r\nx\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\n", "'x' end X-Sum: 1"),
        ("1\r\nx\r\n0\r\n\r\nGET /", "'x' end rest 5"),
        ("5\r\nhel", "'hel' incomplete"),
        ("\r\n", "'' bad_chunk"),
        ("g\r\n", "'' bad_chunk"),
        ("-1\r\n", "'' bad_chunk"),
        ("0x5\r\nhello\r\n", "'' bad_chunk"),
        (" 5\r\nhello\r\n", "'' bad_chunk"),
        ("5 \r\nhello\r\n", "'' bad_chunk"),
        ("5 ;a\r\nhello\r\n", "'' bad_chunk"),
        ("5\nhello\r\n", "'' bad_chunk"),
        ("5\r\nhelloX", "'hello' bad_chunk"),
        ("5\r\nhello\n", "'hello' bad_chunk"),
        ("5\r\nhello\rX", "'hello' bad_chunk"),
        ("5;a\nb\r\nhello\r\n", "'' bad_chunk"),
        ("5;a\rb\r\nhello\r\n", "'' bad_chunk"),
        ("5;\0\r\nhello\r\n", "'' bad_chunk"),
        ("ffffffffffffffff\r\n", "'' bad_chunk"),
        ("0000000000000005\r\nhello\r\n", "'' bad_chunk"),
        ("5;" + String(repeating: "a", count: 400) + "\r\n", "'' bad_chunk"),
        ("5;" + String(repeating: "a", count: 400), "'' bad_chunk"),
        ("0\r\n X: y\r\n\r\n", "'' folded_field"),
        ("0\r\nX y\r\n\r\n", "'' bad_field_name"),
        ("0\r\nX: y\n\r\n", "'' bare_line_feed"),
        ("0\r\nX: " + String(repeating: "a", count: 20000), "'' fields_too_large"),
    ]

    @Test(arguments: cases) func aBodyIsDecodedOrRefused(_ text: String, _ outcome: String) {
        #expect(Self.read([Array(text.utf8)]) == outcome)
    }

    @Test(arguments: cases) func anySplitGivesTheSame(_ text: String, _ outcome: String) {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            #expect(Self.read(random.pieces(of: Array(text.utf8), longest: text.utf8.count > 300 ? 200 : 5)) == outcome)
        }
    }

    static func read(_ pieces: [[UInt8]]) -> String {
        var reader = ChunkReader()
        reader.begin()
        var buffer = ByteBuffer()
        var data = ""
        var pending = pieces[...]
        while true {
            switch reader.next(from: &buffer, limits: HeadLimits()) {
            case .data(let piece): data += String(buffer: piece)
            case .refused(let fault): return "'\(data)' \(fault.rawValue)"
            case .incomplete:
                guard let piece = pending.popFirst() else { return "'\(data)' incomplete" }
                buffer.writeBytes(piece)
            case .end:
                for piece in pending { buffer.writeBytes(piece) }
                var trailers = ByteBuffer()
                ChunkWriter.writeEnd(reader, to: &trailers)
                let text = String(buffer: trailers).dropFirst(1).split(separator: "\r\n").joined(separator: ", ")
                let rest = buffer.readableBytes > 0 ? " rest \(buffer.readableBytes)" : ""
                return "'\(data)' end\(text.isEmpty ? "" : " \(text)")\(rest)"
            }
        }
    }
}
