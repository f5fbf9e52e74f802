// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a gate tells the supervisor.
package enum GateNews: Sendable {
    /// A lease ended while requests stand in line.
    case roomMade
    /// The last lease on a worker whose gate is closed has ended.
    case emptied(LiveWorker)
}
