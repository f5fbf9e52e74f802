// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// One probe's connection: it ends in one verdict.
final class ProbeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let worker: LaunchedWorker
    private let readiness: Readiness
    private let verdict: EventLoopPromise<Bool>
    private var received = ByteBuffer()

    init(worker: LaunchedWorker, readiness: Readiness, verdict: EventLoopPromise<Bool>) {
        self.worker = worker
        self.readiness = readiness
        self.verdict = verdict
    }

    func channelActive(context: ChannelHandlerContext) {
        switch readiness {
        case .portAccepts where worker.isForwarded:
            // The forwarder accepts for a worker that does not listen yet, and hangs up when it finds out: within a
            // millisecond, as the worker's address is on a bridge of this host.
            let verdict = verdict
            context.eventLoop.scheduleTask(in: .milliseconds(20)) { verdict.succeed(true) }
        case .portAccepts:
            verdict.succeed(true)
        case .answers(let path, _):
            let request =
                "GET \(path) HTTP/1.1\r\nHost: \(worker.endpoint)\r\nUser-Agent: plimsoll-probe\r\nConnection: close\r\n\r\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        case .answersInHTTP2: break
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .answers(_, let wanted) = readiness else { return }
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        // "HTTP/1.1 200": the status is all that is asked for.
        guard received.readableBytes >= 12 else { return }
        let line = received.readableBytesView.prefix(12)
        guard line.starts(with: "HTTP/1.".utf8), let status = Int(String(decoding: line.suffix(3), as: UTF8.self))
        else {
            return verdict.succeed(false)
        }
        verdict.succeed(Self.isWanted(status, wanted))
    }

    static func isWanted(_ status: Int, _ wanted: Int?) -> Bool {
        wanted.map { $0 == status } ?? (200..<400).contains(status)
    }
}

@available(*, unavailable)
extension ProbeHandler: Sendable {}
