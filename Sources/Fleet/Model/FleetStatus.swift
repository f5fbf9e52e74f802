// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The fleet at one moment.
package struct FleetStatus: Hashable, Sendable {
    /// Which engine runs the workers: `docker`, `processes`.
    package var engine: String
    /// Why the engine cannot be used now; nil: it answers.
    package var engineTrouble: String?
    package var services: [ServiceStatus]

    package init(engine: String, engineTrouble: String? = nil, services: [ServiceStatus]) {
        self.engine = engine
        self.engineTrouble = engineTrouble
        self.services = services
    }
}
