// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One service as every report shows it. The first five fields are NodeTool's; a proxy that is not ours sends only these,
/// so all others may be missing. Nil is sent as `null`: not known, or it does not apply.
package struct ServiceReport: Codable, Hashable, Sendable {
    package var name: String
    package var path: String
    /// The worker's condition in Docker's words.
    package var status: String
    package var hostPort: Int?
    /// Seconds since 1970 at the last request's end.
    package var lastAccessEpoch: Double?

    package var state: String?
    package var stateSeconds: Double?
    package var worker: String?
    package var endpoint: String?
    package var inFlight: Int?
    package var waiting: Int?
    package var memoryBytes: Int64?
    package var memoryPeakBytes: Int64?
    package var memoryLimitBytes: Int64?
    /// Processors in use.
    package var cpu: Double?
    /// Processors it may use.
    package var cpuQuota: Double?
    package var restarts: Int?
    package var oomKills: Int?
    package var sleepsInSeconds: Double?
    package var guardMode: String?
    /// The mode that is in force, as the guard tells.
    package var guardInForce: String?
    /// How memory is lent: `asked`, `timed`, `timed-for-want`, `lent-by-another`.
    package var guardMeans: String?
    /// Why another mode is in force than was asked for.
    package var guardReason: String?
    /// Allocations that the present worker was refused. Nil: nobody counts.
    package var refused: Int64?
    package var lastRefusal: RefusalReport?
    package var lastStart: [StartPartReport]?
    package var lastExit: ExitReport?
    package var trouble: String?

    package init(name: String, path: String, status: String) {
        self.name = name
        self.path = path
        self.status = status
    }
}
