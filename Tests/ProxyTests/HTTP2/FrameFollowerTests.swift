// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

/// Frames followed through bytes that are cut anywhere.
struct FrameFollowerTests {
    private static let bytes: [UInt8] =
        Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        + [0, 0, 0, 4, 0, 0, 0, 0, 0]
        + [0, 0, 12, 1, 5, 0x80, 0, 0, 1] + Array(repeating: 0xFF, count: 12)
        + [0, 0, 0, 0, 1, 0, 0, 0, 1]

    private func headers(_ pieces: [[UInt8]]) -> [FrameHeader] {
        var follower = FrameFollower(prefaceLength: Preface.length)
        var found: [FrameHeader] = []
        for piece in pieces {
            piece.withUnsafeBytes { bytes in
                follower.pass(bytes) {
                    found.append($0)
                    return true
                }
            }
        }
        return found
    }

    @Test func everyCutGivesTheSameFrames() {
        let whole = headers([Self.bytes])
        #expect(whole.map(\.type) == [4, 1, 0])
        #expect(whole.map(\.stream) == [0, 1, 1])
        #expect(whole.map(\.payload) == [0, 12, 0])
        #expect(whole[1].endsHeaders && whole[1].endsStream && whole[2].endsStream)
        #expect(headers(Self.bytes.map { [$0] }) == whole)
        for place in 1..<Self.bytes.count {
            #expect(headers([Array(Self.bytes[..<place]), Array(Self.bytes[place...])]) == whole)
        }
    }
}
