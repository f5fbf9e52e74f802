// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// One probe with HTTP/2: a stream with a GET, which ends in one verdict.
final class StreamProbe: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let path: String
    private let status: Int?
    private let verdict: EventLoopPromise<Bool>

    private init(path: String, status: Int?, verdict: EventLoopPromise<Bool>) {
        self.path = path
        self.status = status
        self.verdict = verdict
    }

    static func begin(on channel: any Channel, path: String, status: Int?, verdict: EventLoopPromise<Bool>) throws {
        let http2 = NIOHTTP2Handler(mode: .client, eventLoop: channel.eventLoop) { $0.close() }
        try channel.pipeline.syncOperations.addHandlers([http2, ProbeEnd(verdict)])
        try http2.syncMultiplexer().createStreamChannel(promise: nil) { stream in
            stream.eventLoop.makeCompletedFuture {
                let probe = StreamProbe(path: path, status: status, verdict: verdict)
                try stream.pipeline.syncOperations.addHandlers([probe, ProbeEnd(verdict)])
            }
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        let headers: HPACKHeaders = [
            ":method": "GET", ":scheme": "http", ":path": path, ":authority": "localhost",
            "user-agent": "plimsoll-probe",
        ]
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: headers, endStream: true))), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .headers(let headers) = unwrapInboundIn(data),
            let status = headers.headers.first(name: ":status").flatMap({ Int($0) }), status >= 200
        else { return }
        verdict.succeed(ProbeHandler.isWanted(status, self.status))
    }
}

@available(*, unavailable)
extension StreamProbe: Sendable {}
