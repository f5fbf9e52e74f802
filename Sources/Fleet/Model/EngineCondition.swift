// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A container's condition in Docker's words, as NodeTool's status shows it.
package enum EngineCondition: String, Hashable, Sendable {
    case created, running, paused, restarting, removing, exited, dead
    case notCreated = "not_created"
}
