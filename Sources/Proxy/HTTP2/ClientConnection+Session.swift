// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP2
internal import NIOTLS

/// From HTTP/1.1 to HTTP/2, before the first request.
extension ClientConnection {
    /// Whether the client may still turn out to speak HTTP/2 without having said so in TLS.
    var mayBeginSession: Bool {
        !hasHadRequest && session == nil && peer.scheme == .http && loop.settings.http2 != nil
    }

    /// - Returns: whether the bytes are not to be read as HTTP/1.1, or not yet.
    func beginsSession() -> Bool {
        switch Preface.match(inbound) {
        case .none: return false
        case .partial: return true
        case .whole:
            beginSession()
            return true
        }
    }

    func handshakeCompleted(_ event: TLSUserEvent) {
        if case .handshakeCompleted("h2") = event { beginSession() }
    }

    /// Puts the handlers for HTTP/2 in the place of this one.
    private func beginSession() {
        guard let context, let limits = loop.settings.http2 else { return }
        let bytes = inbound
        inbound = ByteBuffer()
        phase = .closed
        loop.wheel.remove(self)
        let gate = FrameGate(limits, isServer: true)
        let session = ClientSession(self, gate: gate)
        let bound = NIOLoopBound(session, eventLoop: loop.eventLoop)
        let http2 = NIOHTTP2Handler(
            mode: .server,
            eventLoop: loop.eventLoop,
            connectionConfiguration: .ours(limits, heads: loop.settings.headLimits, isServer: true),
            streamConfiguration: .ours(limits)
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                let client = ClientConnection(streamOf: bound.value)
                let operations = channel.pipeline.syncOperations
                try operations.addHandler(ClientStream(client))
                try operations.addHandler(client)
            }
        }
        do {
            try context.pipeline.syncOperations.addHandlers([gate, http2, session], position: .after(self))
        } catch {
            return context.close(promise: nil)
        }
        loop.handOver(from: self, to: session)
        entrance?.forgetClient()
        if bytes.readableBytes > 0 { context.fireChannelRead(NIOAny(bytes)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
