// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What became of one setting of one runtime.
package struct RuntimeDecision: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The variable is to have this value, in full.
        case set(String)
        /// The user has decided: by this variable or option.
        case left(String)
    }

    package var runtime: String
    package var setting: RuntimeSetting
    package var outcome: Outcome
}
