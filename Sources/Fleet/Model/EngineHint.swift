// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A sign that the engine's workers should be looked at again.
package enum EngineHint: Hashable, Sendable {
    case changed
    case lost(EngineError)
    case back
}
