// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A unix socket on which something that may or may not be a Docker engine answers, byte by byte as a test wishes.
package final class StubDockerSocket: Sendable {
    package enum Answer: Sendable {
        /// A proper answer with a JSON body, or whatever the text is.
        case json(String, status: Int = 200)
        /// These bytes and nothing else, then the connection is closed.
        case raw([UInt8])
        /// Nothing, ever.
        case silence
        /// The connection is closed at once.
        case hangUp
        /// A proper head, then bytes without end.
        case endless
    }

    /// Gets a request line's first two words: `GET`, `/v1.41/containers/json?all=1`.
    package typealias Responder = @Sendable (_ method: String, _ target: String) -> Answer

    private struct State {
        var requests: [String] = []
    }

    package let path: String
    private let state = Mutex(State())
    private let responder: Responder

    private init(path: String, responder: @escaping Responder) {
        self.path = path
        self.responder = responder
    }

    /// Runs `body` while the socket answers.
    package static func run(
        _ responder: @escaping Responder,
        _ body: (StubDockerSocket) async throws -> Void
    ) async throws {
        let folder = try TestFiles.temporaryFolder("stub")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stub = StubDockerSocket(path: folder + "/docker.sock", responder: responder)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(stub))
                }
            }
            .bind(unixDomainSocketPath: stub.path).get()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(stub))
        } catch {
            outcome = .failure(error)
        }
        try await server.close()
        try await group.shutdownGracefully()
        try outcome.get()
    }

    /// What was asked so far: `GET /version`.
    package var requests: [String] { state.withLock { $0.requests } }

    private func answer(_ method: String, _ target: String) -> Answer {
        state.withLock { $0.requests.append("\(method) \(target)") }
        return responder(method, target)
    }

    fileprivate final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let stub: StubDockerSocket
        private var received = ByteBuffer()
        private var isEndless = false

        init(_ stub: StubDockerSocket) { self.stub = stub }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = unwrapInboundIn(data)
            received.writeBuffer(&buffer)
            while let (method, target) = nextRequest() { respond(stub.answer(method, target), context) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        /// Nil: not all of it has come.
        private func nextRequest() -> (String, String)? {
            let bytes = Array(received.readableBytesView)
            guard let head = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            let length = lines.lazy.map { $0.lowercased() }.first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
            let size = head.upperBound + (length ?? 0)
            guard bytes.count >= size else { return nil }
            received.moveReaderIndex(forwardBy: size)
            let words = lines[0].split(separator: " ").map(String.init)
            return words.count >= 2 ? (words[0], words[1]) : ("", "")
        }

        private func respond(_ answer: Answer, _ context: ChannelHandlerContext) {
            switch answer {
            case .json(let text, let status):
                write(
                    "HTTP/1.1 \(status) Status\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
                        + text,
                    context
                )
            case .raw(let bytes):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                context.close(promise: nil)
            case .silence:
                break
            case .hangUp:
                context.close(promise: nil)
            case .endless:
                write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", context)
                isEndless = true
                pour(context)
            }
        }

        private func pour(_ context: ChannelHandlerContext) {
            guard isEndless, context.channel.isActive else { return }
            let megabyte = "100000\r\n" + String(repeating: " ", count: 0x100000) + "\r\n"
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: megabyte))).whenSuccess {
                let (handler, context) = bound.value
                handler.pour(context)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}

@available(*, unavailable)
extension StubDockerSocket.Handler: Sendable {}
