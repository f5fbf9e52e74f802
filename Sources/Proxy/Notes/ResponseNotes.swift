// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import NIOCore

/// The fields of a response that tell how it came about.
struct ResponseNotes {
    var story: RequestStory
    var namesRefusals: Bool
    var showsStarts: Bool

    func write(to output: inout HeadPen) {
        if namesRefusals, let refusal = story.refusal { Self.write(refusal, to: &output) }
        if showsStarts, story.hasSeenStart, let start = story.worker?.start { write(start, to: &output) }
    }

    private static func write(_ refusal: RequestStory.Refusal, to output: inout HeadPen) {
        output.writeStaticString("Plimsoll-Memory: refused ")
        output.writeString(refusal.size.compact)
        if let limit = refusal.limit {
            output.writeStaticString(" of ")
            output.writeString(limit.compact)
        }
        output.writeStaticString("\r\n")
    }

    private func write(_ start: StartTimes, to output: inout HeadPen) {
        output.writeStaticString("Server-Timing: line;dur=")
        output.writeMilliseconds(story.inLine)
        output.writeStaticString(", start;dur=")
        output.writeMilliseconds(TimeAmount(start.engine))
        output.writeStaticString(", ready;dur=")
        output.writeMilliseconds(TimeAmount(start.answer))
        output.writeStaticString(", ttfb;dur=")
        output.writeMilliseconds(story.firstByte ?? .zero)
        output.writeStaticString("\r\n")
    }
}

extension HeadPen {
    /// Writes a time in milliseconds, down to the microsecond.
    fileprivate mutating func writeMilliseconds(_ time: TimeAmount) {
        let microseconds = UInt64(max(0, time.nanoseconds / 1000))
        write(microseconds / 1000)
        writeByte(UInt8(ascii: "."))
        for place in [100, 10, 1] as [UInt64] { writeByte(UInt8(ascii: "0") + UInt8(microseconds / place % 10)) }
    }
}

extension ByteCount {
    /// Without a blank: `64MiB`.
    fileprivate var compact: String { description.filter { $0 != " " } }
}
