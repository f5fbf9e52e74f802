// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

extension ServiceGroup {
    /// Runs one service until it ends, or until SIGTERM, SIGINT or the end of its terminal has ended it gracefully.
    /// - Parameter keepsHangUp: SIGHUP is the service's own.
    static func run(_ service: any ServiceLifecycle.Service, keepsHangUp: Bool = false) async throws {
        let configuration = ServiceGroupConfiguration.ServiceConfiguration(
            service: service,
            successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .cancelGroup
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [configuration],
                gracefulShutdownSignals: [.sigterm, .sigint] + (keepsHangUp ? [] : [.sighup]),
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await group.run()
    }
}
