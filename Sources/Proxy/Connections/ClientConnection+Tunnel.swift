// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc
internal import NIOCore

/// A client and a worker that have left HTTP: what comes from one passes to the other as it is.
extension ClientConnection {
    func beginTunnel() {
        guard let worker, let lease, let upgrade = head.upgrade else { return }
        responseStatus = worker.head.status
        noteAnswer(status: worker.head.status)
        writeHead(of: worker, framing: .none)
        phase = .tunnelling
        tunnel = Tunnel(isWebSocket: upgrade.isWebSocket)
        worker.beginTunnel()
        noteProgress()
        for context in [context, worker.context] { context?.noticeDeadPeer() }
        let connection = NIOLoopBound(self, eventLoop: loop.eventLoop)
        recall = lease.worker.recall.listen { [eventLoop = loop.eventLoop] in
            eventLoop.execute { connection.value.tunnelRecalled() }
        }
        // What the client could not wait to say.
        guard inbound.readableBytes > 0 else { return }
        let early = inbound
        inbound = ByteBuffer()
        passToWorker(early)
    }

    func passToWorker(_ bytes: ByteBuffer) {
        guard let worker else { return }
        if tunnel?.came(bytes, from: .client) == true { noteProgress() }
        bodyBytes += UInt64(bytes.readableBytes)
        worker.outlet.write(bytes)
    }

    func passToClient(_ bytes: ByteBuffer) {
        if tunnel?.came(bytes, from: .worker) == true { noteProgress() }
        responseBytes += UInt64(bytes.readableBytes)
        outlet.write(bytes)
    }

    func tunnelInputEnded(_ side: Tunnel.Side) {
        guard let order = tunnel?.inputEnded(side) else { return }
        perform(order)
        settle()
    }

    func tunnelClosed(_ side: Tunnel.Side, isInOrder: Bool) {
        guard let order = tunnel?.closed(side, isInOrder: isInOrder) else { return }
        perform(order)
        settle()
    }

    /// Its worker is to end.
    private func tunnelRecalled() {
        guard let order = tunnel?.revoked() else { return }
        perform(order)
        settle()
    }

    func endTunnel(_ order: Tunnel.Order) {
        perform(order)
    }

    private func perform(_ order: Tunnel.Order) {
        switch order {
        case .endOutput(.client):
            outlet.flush()
            // Its own end follows what is held back, and ends both: now that would close the connection.
            guard !isHoldingBack, entrance?.isHoldingBack != true else { return }
            hasEndedOutput = true
            context?.sayLast {}
        case .endOutput(.worker): worker?.endOutput()
        case .close:
            letGoOfTunnel()
            leave()
        case .goodbye:
            sayGoodbye()
            letGoOfTunnel()
            leave()
        case .abort(.client):
            letGoOfTunnel()
            cut()
        case .abort(.worker):
            let worker = worker
            letGoOfTunnel()
            worker?.close()
        }
    }

    private func sayGoodbye() {
        guard let tunnel else { return }
        if tunnel.maySayGoodbye(to: .client) {
            outlet.open()
            CloseFrame.writeToClient(&outlet.buffer)
        }
        if let worker, tunnel.maySayGoodbye(to: .worker) {
            worker.outlet.open()
            CloseFrame.writeToWorker(&worker.outlet.buffer)
        }
    }

    private func letGoOfTunnel() {
        reportEnd()
        tunnel = nil
        if let recall { lease?.worker.recall.ignore(recall) }
        recall = nil
        letGo { $0.leave() }
        lease?.end()
        lease = nil
    }
}

extension ChannelHandlerContext {
    /// A peer that is gone without a word would be kept for ever where silence is allowed: the system asks whether it is there.
    fileprivate func noticeDeadPeer() {
        guard let options = channel.syncOptions else { return }
        try? options.setOption(.socketOption(.so_keepalive), value: 1)
        let values: [(CInt, ChannelOptions.Types.SocketOption.Value)] = [
            (TCP_KEEPIDLE, 60), (TCP_KEEPINTVL, 15), (TCP_KEEPCNT, 4),
        ]
        for (name, value) in values { try? options.setOption(.tcpOption(.init(rawValue: name)), value: value) }
    }
}
