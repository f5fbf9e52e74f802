// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import Proxy

/// Reading one request after the other from a client's connection, with the same storage.
enum ConnectionProperty {
    private enum Item: Equatable {
        case head(HeadPicture)
        case body([UInt8], trailers: [UInt8])
        case rest([UInt8])
        case refused(MessageFault)
    }

    static func check(_ input: [UInt8]) throws {
        for limits in HeadLimits.fuzzed {
            let whole = read(input, Cuts.whole(input), limits)
            for cuts in Cuts.of(input) {
                let cut = read(input, cuts, limits)
                try Violation.unless(cut == whole, "cut at \(cuts): \(cut); whole: \(whole)")
            }
            for case .head(let picture) in whole { try RequestProperty.judge(picture, limits) }
        }
    }

    private static func read(_ input: [UInt8], _ cuts: [Int], _ limits: HeadLimits) -> [Item] {
        var head = RequestHead()
        var body = BodyReader()
        var items: [Item] = []
        var data: [UInt8] = []
        var taken = 0
        for end in cuts {
            var buffer = Octets.buffer(input[taken..<end])
            stream: while true {
                if body.isComplete {
                    switch head.read(from: &buffer, limits: limits) {
                    case .incomplete: break stream
                    case .refused(let fault): return items + [.refused(fault)]
                    case .complete:
                        items.append(.head(HeadPicture(head)))
                        body.begin(head.framing)
                    }
                }
                switch body.next(from: &buffer, limits: limits) {
                case .data(let piece): data += Octets.of(piece)
                case .incomplete: break stream
                case .refused(let fault): return items + [.rest(data), .refused(fault)]
                case .end:
                    items.append(.body(data, trailers: trailers(head, body)))
                    data = []
                }
            }
            taken = end - buffer.readableBytes
        }
        return items + [.rest(data)]
    }

    private static func trailers(_ head: borrowing RequestHead, _ body: BodyReader) -> [UInt8] {
        head.framing == .chunked ? Octets.of(body.chunks.trailerBytes) : []
    }
}
