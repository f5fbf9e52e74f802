// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Processes

/// What is known of a daemon once it takes requests.
struct DaemonFacts: Sendable {
    let supervisor: FleetSupervisor
    /// How local processes are held to their limits here.
    let confinement: Confinement
    /// Where it listens, with the ports the system chose.
    var addresses: [Endpoint] = []
    /// The same with TLS.
    var secureAddresses: [Endpoint] = []
}
