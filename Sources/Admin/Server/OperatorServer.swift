// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
import Hummingbird
import Listeners
package import Logging
import NIOCore
import Synchronization

/// The operator's HTTP application on a unix socket. The command line speaks to it directly; the proxy's port relays
/// `/status`, `/proxy/status` and `/-/` to it after it has checked the token, so there is no token here.
package struct OperatorServer: Sendable {
    private let operations: any FleetOperations
    private let certificates: (any CertificateReporting)?
    private let socketPath: String
    private let logger: Logger

    /// - Parameter certificates: nil: there are none to tell of.
    package init(
        operations: any FleetOperations,
        certificates: (any CertificateReporting)? = nil,
        socketPath: String,
        logger: Logger
    ) {
        self.operations = operations
        self.certificates = certificates
        self.socketPath = socketPath
        self.logger = logger
    }

    /// Listens until the task is cancelled or a graceful shutdown is asked for, then removes its socket.
    /// Throws `OperatorServerError` when it cannot listen.
    /// - Parameter onListening: called once, when requests are answered.
    package func run(onListening: @escaping @Sendable () -> Void = {}) async throws {
        let file = try SocketFile(claiming: socketPath)
        let failure = Mutex<OperatorServerError?>(nil)
        defer { file.remove() }

        // The library's own lines name the socket's birthplace, and call an orderly end an error: what fails is thrown, too.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: OperatorRoutes(operations: operations, certificates: certificates).router(),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: file.birthplace)),
            onServerRunning: { [logger, socketPath] channel in
                channel.eventLoop.execute {
                    try? channel.pipeline.syncOperations.addHandler(AcceptPause(), position: .first)
                }
                do throws(OperatorServerError) {
                    try file.publish()
                    logger.info("operator's socket ready", metadata: ["path": "\(socketPath)"])
                    onListening()
                } catch {
                    failure.withLock { $0 = error }
                    channel.close(promise: nil)
                }
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw OperatorServerError(
                .cannotCreate,
                "cannot listen on '\(socketPath)': \(error.description); name another path with --socket"
            )
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
