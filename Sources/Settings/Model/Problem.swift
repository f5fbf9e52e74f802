// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Something wrong or noteworthy in a settings file, and where.
package struct Problem: Hashable, Sendable {
    package var severity: Finding.Severity
    /// Stable, for scripts: `unknown-key`.
    package var rule: String
    package var place: Place
    /// Lower case, no full stop.
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(severity: Finding.Severity, rule: String, place: Place, message: String, hint: String? = nil) {
        self.severity = severity
        self.rule = rule
        self.place = place
        self.message = message
        self.hint = hint
    }
}
