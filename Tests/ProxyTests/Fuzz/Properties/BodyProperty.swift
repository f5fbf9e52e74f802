// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import Proxy

/// Taking bodies out of the bytes of a connection.
enum BodyProperty {
    private enum End: Equatable {
        case incomplete, complete
        case refused(MessageFault)
    }

    private struct Outcome: Equatable {
        var data: [UInt8] = []
        var end = End.incomplete
        var taken = 0
        var trailers: [UInt8] = []
        /// As a worker or a client gets them, behind the last chunk.
        var passedTrailers: [UInt8] = []
    }

    static func check(_ input: [UInt8]) throws {
        var random = Cuts.source(input)
        let lengths = [1, UInt64(input.count), UInt64.random(in: 1...UInt64(input.count + 2), using: &random)]
        for limits in HeadLimits.fuzzed {
            for framing in [.chunked, .untilClose] + lengths.filter({ $0 > 0 }).map(BodyFraming.length) {
                let whole = read(input, Cuts.whole(input), framing, limits)
                for cuts in Cuts.of(input) {
                    let cut = read(input, cuts, framing, limits)
                    try Violation.unless(cut == whole, "\(framing) cut at \(cuts): \(cut); whole: \(whole)")
                }
                try judge(whole, input, framing, limits)
                try checkForesight(whole, input, framing, limits)
            }
        }
    }

    private static func read(
        _ input: [UInt8],
        _ cuts: [Int],
        _ framing: BodyFraming,
        _ limits: HeadLimits
    ) -> Outcome {
        var reader = BodyReader()
        reader.begin(framing)
        var outcome = Outcome()
        for end in cuts {
            var buffer = Octets.buffer(input[outcome.taken..<end])
            reading: while true {
                let step = reader.next(from: &buffer, limits: limits)
                outcome.taken = end - buffer.readableBytes
                switch step {
                case .data(let data): outcome.data += Octets.of(data)
                case .incomplete: break reading
                case .refused(let fault):
                    outcome.end = .refused(fault)
                    return outcome
                case .end:
                    outcome.end = .complete
                    guard framing == .chunked else { return outcome }
                    outcome.trailers = Octets.of(reader.chunks.trailerBytes)
                    var written = ByteBuffer()
                    ChunkWriter.writeEnd(reader.chunks, to: &written)
                    outcome.passedTrailers = Octets.of(written)
                    return outcome
                }
            }
        }
        return outcome
    }

    private static func judge(
        _ outcome: Outcome,
        _ input: [UInt8],
        _ framing: BodyFraming,
        _ limits: HeadLimits
    ) throws {
        switch framing {
        case .none: break
        case .untilClose:
            try Violation.unless(outcome.data == input && outcome.end == .incomplete, "what lasts until the end")
        case .length(let length):
            let isWhole = UInt64(input.count) >= length
            try Violation.unless(outcome.end == (isWhole ? .complete : .incomplete), "\(outcome.end) of \(length)")
            try Violation.unless(outcome.data == Array(input.prefix(Int(length))), "other bytes of \(length)")
        case .chunked:
            let recheck = ChunkRecheck(input, mostExtension: limits.chunkExtension)
            guard outcome.end == .complete else {
                // A second reader may take what is refused for its trailers, never what is said to be unfinished.
                try Violation.unless(recheck == nil || outcome.end != .incomplete, "it is whole")
                return
            }
            guard let recheck else { throw Violation(description: "it is no whole chunked body") }
            try Violation.unless(outcome.data == recheck.body, "other data")
            try Violation.unless(outcome.taken == recheck.taken, "\(outcome.taken) taken, not \(recheck.taken)")
            try Violation.unless(outcome.trailers == recheck.trailers, "other trailers")
            try HeadRecheck(outcome.trailers, hasStartLine: false).checkFieldLimits(limits)
            try judgeTrailers(outcome.passedTrailers)
        }
    }

    private static let forbidden = Set([
        "host", "content-length", "transfer-encoding", "connection", "authorization", "te", "trailer", "upgrade",
        "x-forwarded-for", "forwarded", "expect",
    ])

    private static func judgeTrailers(_ bytes: [UInt8]) throws {
        try Violation.unless(bytes.starts(with: "0\r\n".utf8), "no last chunk")
        for field in try HeadRecheck(Array(bytes.dropFirst(3)), hasStartLine: false).fields {
            try Violation.unless(!forbidden.contains(field.name), "\(field.name) passes behind the body")
        }
    }

    /// Looking ahead whether a body ends says what reading it shows.
    private static func checkForesight(
        _ outcome: Outcome,
        _ input: [UInt8],
        _ framing: BodyFraming,
        _ limits: HeadLimits
    ) throws {
        var reader = BodyReader()
        reader.begin(framing)
        let foreseen = reader.isCompleted(by: Octets.buffer(input[...]), limits: limits)
        try Violation.unless(foreseen == (outcome.end != .incomplete), "its end is foreseen: \(foreseen)")
    }
}
