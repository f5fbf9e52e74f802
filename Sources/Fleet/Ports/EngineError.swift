// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why an engine could not do what it was asked.
package struct EngineError: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        /// Nobody answers at the engine's address.
        case unavailable = "engine_unavailable"
        case permissionDenied = "engine_permission_denied"
        case timedOut = "engine_timed_out"
        case imageMissing = "image_missing"
        /// Something that is not ours has the worker's name.
        case nameTaken = "name_conflict"
        /// The engine or the kernel refuses what the file asks for.
        case invalidSpec = "worker_spec_invalid"
        case noSpace = "engine_no_space"
        /// It was there and is gone.
        case gone = "worker_gone"
        /// The engine broke its own contract, or failed inside.
        case broken = "engine_error"
    }

    package var reason: Reason
    /// What was tried, what came of it, and what to do: lower case, no full stop.
    package var message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

extension EngineError: CustomStringConvertible {
    package var description: String { message }
}
