// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What an operator may ask of the fleet, whichever way the question comes in.
package protocol FleetOperations: Sendable {
    /// Every service in the order of the configuration.
    func status() async -> FleetStatus
    /// Starts a sleeping service and returns when it is ready.
    func start(_ service: ServiceName) async throws(LeaseRefusal)
    /// Lets its requests end, then stops its worker; returns when it is stopped.
    func stop(_ service: ServiceName) async throws(LeaseRefusal)
    /// The last lines of its worker's log, oldest first.
    func log(of service: ServiceName, lines: Int) async throws(EngineError) -> [String]
}
