// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

extension ServiceGroup {
    /// Runs one service until it ends, or until SIGTERM, SIGINT or the end of its terminal has ended it gracefully.
    static func run(_ service: any ServiceLifecycle.Service) async throws {
        let configuration = ServiceGroupConfiguration.ServiceConfiguration(
            service: service,
            successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .cancelGroup
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [configuration],
                gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await group.run()
    }
}
