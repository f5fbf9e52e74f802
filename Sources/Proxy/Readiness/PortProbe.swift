// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
package import NIOCore
internal import NIOPosix

/// Asks a worker's port whether it answers: by a TCP connection, or by the status of a GET.
package struct PortProbe: WorkerProbe {
    private let group: any EventLoopGroup

    package init(group: any EventLoopGroup) {
        self.group = group
    }

    package func answers(_ worker: LaunchedWorker, readiness: Readiness) async -> Bool {
        let loop = group.next()
        let verdict = loop.makePromise(of: Bool.self)
        // A container's address may be gone, and then nothing ever refuses the connection.
        let timeout = loop.scheduleTask(in: .seconds(1)) { verdict.succeed(false) }
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if case .answersInHTTP2(let path, let status) = readiness {
                        return try StreamProbe.begin(on: channel, path: path, status: status, verdict: verdict)
                    }
                    let handler = ProbeHandler(worker: worker, readiness: readiness, verdict: verdict)
                    try channel.pipeline.syncOperations.addHandlers([handler, ProbeEnd(verdict)])
                }
            }
        let connection =
            switch worker.endpoint {
            case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
            case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        connection.whenFailure { _ in verdict.succeed(false) }
        let answers = (try? await verdict.futureResult.get()) ?? false
        timeout.cancel()
        connection.whenSuccess { $0.close(promise: nil) }
        return answers
    }
}
