// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One guideline that a configuration is held to. Pure: it sees nothing but the fleet it is given.
///
/// A new rule is one file beside the others, one line in `RuleBook`, and its cases.
package protocol Rule: Sendable {
    /// Stable, for scripts and documents: `memory-limit-missing`.
    var name: String { get }
    /// Why it matters, for the documentation: one sentence.
    var reason: String { get }
    /// What to do about it, in general.
    var hint: String { get }

    func findings(in fleet: CheckedFleet) -> [Finding]
}

extension Rule {
    /// A warning of this rule.
    func warning(_ service: ServiceDefinition?, _ key: String?, _ message: String, hint: String? = nil) -> Finding {
        Finding(
            severity: .warning,
            rule: name,
            place: SettingPath(service: service?.name, key: key),
            message: message,
            hint: hint ?? self.hint
        )
    }
}
