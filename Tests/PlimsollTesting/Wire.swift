// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// One end of a connection, byte by byte: what came, and what to send. For clients and workers that must not be polite.
package final class Wire: Sendable {
    private struct State {
        var received: [UInt8] = []
        var receivedCount = 0
        var hasEnded = false
        var isClosed = false
        var failure: String?
        var keepsBytes = true
    }

    let channel: any Channel
    private let state = Mutex(State())

    fileprivate init(channel: any Channel) {
        self.channel = channel
    }

    package static func connect(to port: Int) async throws -> Wire {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                Wire.install(on: channel)
            }
    }

    static func install(on channel: any Channel) -> EventLoopFuture<Wire> {
        channel.eventLoop.makeCompletedFuture {
            let wire = Wire(channel: channel)
            try channel.pipeline.syncOperations.addHandler(Recorder(wire: wire))
            return wire
        }
    }

    // MARK: What came

    /// Everything so far that was not taken.
    package var received: String { state.withLock { String(decoding: $0.received, as: UTF8.self) } }
    package var receivedBytes: [UInt8] { state.withLock { $0.received } }
    package var receivedCount: Int { state.withLock { $0.receivedCount } }
    /// The other side sends no more.
    package var hasEnded: Bool { state.withLock { $0.hasEnded || $0.isClosed } }
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// What the connection failed with, such as an end of TLS without its goodbye. Nil: nothing.
    package var failure: String? { state.withLock { $0.failure } }

    package func received(
        within timeout: Duration = .seconds(10),
        until condition: (String) -> Bool
    ) async throws -> String {
        do {
            try await eventually("the bytes awaited", within: timeout) { condition(received) }
        } catch {
            throw Unexpected(received: received)
        }
        return received
    }

    /// Waits for `suffix`, and takes everything.
    package func take(through suffix: String, within timeout: Duration = .seconds(10)) async throws -> String {
        _ = try await received(within: timeout) { $0.hasSuffix(suffix) }
        return takeAll()
    }

    /// Waits for the end of a head, and takes it and nothing else. Nil: the connection ended instead.
    package func takeHead(within timeout: Duration = .seconds(10)) async throws -> String? {
        _ = try await received(within: timeout) { $0.contains("\r\n\r\n") || hasEnded }
        return state.withLock { state -> String? in
            let end = Array("\r\n\r\n".utf8)
            guard state.received.count >= 4 else { return nil }
            for index in 0...(state.received.count - 4) where Array(state.received[index..<(index + 4)]) == end {
                let head = String(decoding: state.received[..<(index + 4)], as: UTF8.self)
                state.received.removeFirst(index + 4)
                return head
            }
            return nil
        }
    }

    /// Waits for `bytes`, and takes them and nothing else.
    package func take(_ bytes: [UInt8], within timeout: Duration = .seconds(10)) async throws {
        do {
            try await eventually("\(bytes.count) bytes", within: timeout) { receivedBytes.starts(with: bytes) }
        } catch {
            throw Unexpected(received: "\(receivedBytes)")
        }
        state.withLock { $0.received.removeFirst(bytes.count) }
    }

    package func take(count: Int, within timeout: Duration = .seconds(10)) async throws -> String {
        try await eventually("\(count) bytes", within: timeout) { state.withLock { $0.received.count >= count } }
        return state.withLock { state in
            defer { state.received.removeFirst(count) }
            return String(decoding: state.received[..<count], as: UTF8.self)
        }
    }

    @discardableResult
    package func takeAll() -> String {
        state.withLock { state in
            defer { state.received = [] }
            return String(decoding: state.received, as: UTF8.self)
        }
    }

    /// From now on bytes are only counted.
    package func onlyCount() {
        state.withLock { state in
            state.keepsBytes = false
            state.received = []
        }
    }

    // MARK: What to do

    package func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Returns when the system has taken the bytes.
    package func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends no more, and still listens.
    package func finishSending() async throws {
        try await channel.close(mode: .output)
    }

    package func close() async {
        try? await channel.close()
    }

    /// Closes with a reset.
    package func reset() async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }.get()
        try? await channel.close()
    }

    package func pauseReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    package func resumeReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Reads once, while reading is paused.
    package func readOnce() {
        channel.read()
    }

    // MARK: What the channel tells

    fileprivate func came(_ bytes: ByteBufferView) {
        state.withLock { state in
            state.receivedCount += bytes.count
            if state.keepsBytes { state.received.append(contentsOf: bytes) }
        }
    }

    fileprivate func ended() { state.withLock { $0.hasEnded = true } }
    fileprivate func failed(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? "\(error)" } }
    fileprivate func closed() { state.withLock { $0.isClosed = true } }

    package struct Unexpected: Error, CustomStringConvertible {
        let received: String
        package var description: String { "what was awaited did not come, but \(received.debugDescription)" }
    }
}

private final class Recorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let wire: Wire

    init(wire: Wire) {
        self.wire = wire
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        wire.came(unwrapInboundIn(data).readableBytesView)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { wire.ended() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        wire.closed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        wire.failed(error)
        context.close(promise: nil)
    }
}
