// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import SeededRandom
import Testing

@testable import Proxy

struct FrameScannerTests {
    static let ping: [UInt8] = [0x89, 0x82, 1, 2, 3, 4, 5, 6]
    static let pong: [UInt8] = [0x8A, 0x00]
    static let text: [UInt8] = [0x81, 0x03] + Array("abc".utf8)
    static let long: [UInt8] = [0x02, 0xFE, 0x01, 0x00, 9, 9, 9, 9] + [UInt8](repeating: 0x89, count: 256)
    static let huge: [UInt8] =
        [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 0x88, count: 65536)
    static let close: [UInt8] = [0x88, 0x02, 0x03, 0xE9]

    @Test func pingsAndPongsAreNoPayload() {
        var scanner = FrameScanner()
        #expect(!(Self.ping + Self.pong + Self.ping).withUnsafeBytes { scanner.pass($0) })
        #expect(scanner.isBetweenFrames)
        #expect(Self.text.withUnsafeBytes { scanner.pass($0) })
        #expect(!Self.pong.withUnsafeBytes { scanner.pass($0) })
    }

    @Test func aFrameIsFollowedToItsEnd() {
        for frame in [Self.text, Self.long, Self.huge] {
            var scanner = FrameScanner()
            #expect(frame.dropLast().withUnsafeBytes { scanner.pass($0) })
            #expect(!scanner.isBetweenFrames)
            #expect(frame.suffix(1).withUnsafeBytes { scanner.pass($0) })
            #expect(scanner.isBetweenFrames)
            // What looks like a close frame within a payload is none.
            #expect(!scanner.hasClosed)
        }
    }

    @Test func aCloseFrameIsSeen() {
        var scanner = FrameScanner()
        _ = Self.close.withUnsafeBytes { scanner.pass($0) }
        #expect(scanner.hasClosed)
        #expect(scanner.isBetweenFrames)
    }

    @Test func anySplitTellsTheSame() {
        let bytes = Self.text + Self.ping + Self.long + Self.pong + Self.huge + Self.ping
        for seed in 0..<20 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var scanner = FrameScanner()
            for piece in random.pieces(of: bytes, longest: 700) { _ = piece.withUnsafeBytes { scanner.pass($0) } }
            #expect(scanner.isBetweenFrames)
            #expect(!scanner.hasClosed)
            for piece in random.pieces(of: Self.ping + Self.pong) {
                #expect(!piece.withUnsafeBytes { scanner.pass($0) })
            }
        }
    }

    @Test func aLengthBeyondAllBoundsIsNoHarm() {
        var scanner = FrameScanner()
        let frame: [UInt8] = [0x82, 0xFF] + [UInt8](repeating: 0xFF, count: 4096)
        #expect(frame.withUnsafeBytes { scanner.pass($0) })
        #expect(!scanner.isBetweenFrames)
    }
}
