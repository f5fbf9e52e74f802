// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Proxy

struct OutletTests {
    private final class Place: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        var context: ChannelHandlerContext?

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    }

    @Test func whatTheSystemHasNoRoomForFollowsInOrder() async throws {
        var ends: [CInt] = [-1, -1]
        #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let reader = ends[1]
        defer { close(reader) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .withConnectedSocket(ends[0]).get()
        let lines = (0..<60_000).map { "\($0)\n" }
        let waiting = try await channel.eventLoop.submit {
            let place = Place()
            try channel.pipeline.syncOperations.addHandler(place)
            let outlet = Outlet()
            outlet.context = place.context
            outlet.shortcut = SocketShortcut(channel)
            for line in lines {
                outlet.write(ByteBuffer(string: line))
                outlet.flush()
            }
            #expect(outlet.written == UInt64(lines.joined().utf8.count))
            return try channel.syncOptions?.getOption(.bufferedWritableBytes) ?? 0
        }.get()
        #expect(waiting > 0, "nothing had to wait: this tests nothing")
        let whole = Array(lines.joined().utf8)
        var received: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while received.count < whole.count {
            let count = read(reader, &piece, piece.count)
            guard count > 0 else { break }
            received += piece[..<count]
        }
        #expect(received == whole)
        try await channel.close()
    }

    /// TLS takes all of it without a word until it is flushed.
    @Test(arguments: [100, 1 << 10, 1 << 14]) func muchThatIsWrittenWantsToBeFlushedAtOnce(piece: Int) {
        let outlet = Outlet()
        outlet.countsAtFlush = true
        let piece = ByteBuffer(repeating: 0, count: piece)
        while outlet.written + UInt64(piece.readableBytes) < 64 << 10 {
            outlet.write(piece)
            #expect(!outlet.wantsFlushNow)
        }
        outlet.write(piece)
        #expect(outlet.wantsFlushNow)
        outlet.flush()
        #expect(!outlet.wantsFlushNow)
    }

    @Test func aChannelThatIsClosedHasNoSocketToSendTo() async throws {
        var ends: [CInt] = [-1, -1]
        #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let reader = ends[1]
        defer { close(reader) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(ends[0]).get()
        let taken = try await channel.eventLoop.submit {
            let shortcut = SocketShortcut(channel)
            let before = shortcut?.send(ByteBuffer(string: "here"))
            channel.close(promise: nil)
            // Whoever opens one next gets the same number.
            let next = dup(reader)
            defer { close(next) }
            return [before, shortcut?.send(ByteBuffer(string: "gone"))]
        }.get()
        #expect(taken == [4, 0])
    }
}
