// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Something `plimsoll check` has to say about a configuration.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        /// The proxy does not start with it.
        case error
        /// A guideline is not followed.
        case warning
        /// Accepted, but without effect in this release.
        case notice
    }

    package var severity: Severity
    /// The rule's name, such as `memory-limit-missing`: stable, for scripts.
    package var rule: String
    package var place: SettingPath
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(severity: Severity, rule: String, place: SettingPath, message: String, hint: String? = nil) {
        self.severity = severity
        self.rule = rule
        self.place = place
        self.message = message
        self.hint = hint
    }
}
