// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Why a settings file could not be read as YAML at all.
struct SourceFailure: Error, Hashable {
    var rule: String
    var place: Place
    var message: String
    var hint: String?

    init(_ rule: String, at place: Place = .document, _ message: String, hint: String? = nil) {
        self.rule = rule
        self.place = place
        self.message = message
        self.hint = hint
    }

    var problem: Problem { Problem(severity: .error, rule: rule, place: place, message: message, hint: hint) }
}
