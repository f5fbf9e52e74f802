// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A server at a unix socket that answers the first bytes of every connection with `answer` and closes it.
func withRawServer<Result>(
    at path: String,
    saying answer: String,
    thenBytes count: Int = 0,
    _ body: () async throws -> Result
) async throws -> Result {
    try await withRawServer(saying: answer, thenBytes: count) { bootstrap in
        try await bootstrap.bind(unixDomainSocketPath: path).get()
    } _: { _ in
        try await body()
    }
}

/// The same at a free port of 127.0.0.1, which `body` is told.
func withRawServer<Result>(saying answer: String, _ body: (Int) async throws -> Result) async throws -> Result {
    try await withRawServer(saying: answer, thenBytes: 0) { bootstrap in
        try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
    } _: { channel in
        try await body(channel.localAddress?.port ?? 0)
    }
}

/// One at a unix socket that begins an answer with `answer`, goes on with a space every 50 ms, and never ends it; with nothing where `answer`
/// is empty.
func withSlowServer<Result>(at path: String, saying answer: String, _ body: () async throws -> Result) async throws
    -> Result
{
    let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelInitializer { channel in
            guard !answer.isEmpty else { return channel.eventLoop.makeSucceededVoidFuture() }
            channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(50)) { task in
                guard channel.isActive else { return task.cancel() }
                channel.writeAndFlush(ByteBuffer(string: " "), promise: nil)
            }
            return channel.writeAndFlush(ByteBuffer(string: answer))
        }
        .bind(unixDomainSocketPath: path).get()
    let outcome: Swift.Result<Result, any Error>
    do {
        outcome = .success(try await body())
    } catch {
        outcome = .failure(error)
    }
    try await server.close()
    return try outcome.get()
}

private func withRawServer<Result>(
    saying answer: String,
    thenBytes count: Int,
    _ bind: (ServerBootstrap) async throws -> any Channel,
    _ body: (any Channel) async throws -> Result
) async throws -> Result {
    let server = try await bind(
        ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawAnswer(text: answer, extra: count))
                }
            }
    )
    let outcome: Swift.Result<Result, any Error>
    do {
        outcome = .success(try await body(server))
    } catch {
        outcome = .failure(error)
    }
    try await server.close()
    return try outcome.get()
}

private final class RawAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let text: String
    private let extra: Int
    private var hasAnswered = false

    init(text: String, extra: Int) {
        self.text = text
        self.extra = extra
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasAnswered else { return }
        hasAnswered = true
        context.write(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        let rest = ByteBuffer(repeating: UInt8(ascii: "x"), count: extra)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(rest)).whenComplete { _ in channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RawAnswer: Sendable {}
