// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Testing

@testable import Docker

struct LogFramesTests {
    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let length = UInt32(text.utf8.count)
        return [stream, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + Array(text.utf8)
    }

    @Test func linesOfBothStreamsComeInTheOrderTheyEnded() {
        var frames = LogFrames(keeping: 10)
        frames.feed(frame(1, "one\ntw") + frame(2, "oops\r\n") + frame(1, "o\n") + frame(1, "") + frame(2, "no end"))
        #expect(frames.finish() == ["one", "oops", "two", "no end"])
    }

    @Test func itDoesNotMatterWhereTheStreamIsCut() {
        let bytes = frame(1, "alpha\nbeta\n") + frame(2, "gämma\n") + frame(1, "delta")
        for cut in 0...bytes.count {
            var frames = LogFrames(keeping: 10)
            frames.feed(bytes[..<cut])
            frames.feed(bytes[cut...])
            #expect(frames.finish() == ["alpha", "beta", "gämma", "delta"])
        }
    }

    @Test func onlyTheLastLinesAreKept() {
        var frames = LogFrames(keeping: 3)
        frames.feed(frame(1, (1...10).map { "\($0)\n" }.joined()))
        #expect(frames.finish() == ["8", "9", "10"])
    }

    @Test func terminalOutputComesAsItIs() {
        var frames = LogFrames(keeping: 10)
        frames.feed(Array("plain\r\ntext".utf8))
        #expect(frames.finish() == ["plain", "text"])
    }

    @Test func longLinesAreCut() {
        var frames = LogFrames(keeping: 2)
        frames.feed(frame(1, String(repeating: "x", count: 100_000) + "\nshort\n"))
        #expect(frames.finish().map(\.utf8.count) == [LogFrames.longestLine, 5])
    }

    @Test func nonsenseDoesNoHarm() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var frames = LogFrames(keeping: 5)
            for _ in 0..<5 {
                frames.feed((0..<Int.random(in: 0...64)).map { _ in UInt8.random(in: 0...255, using: &generator) })
            }
            #expect(frames.finish().count <= 5)
        }
    }
}
