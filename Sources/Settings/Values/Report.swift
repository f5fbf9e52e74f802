// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Collects what is wrong with a file while it is read.
struct Report {
    /// Nobody reads more, and a hostile file could hold tens of thousands.
    private static let most = 200

    private(set) var problems: [Problem] = []
    private(set) var errorCount = 0

    /// Whether there is no point in looking further.
    var isFull: Bool { problems.count >= Self.most }

    mutating func error(_ rule: String, _ place: Place, _ message: String, hint: String? = nil) {
        errorCount += 1
        add(.error, rule, place, message, hint)
    }

    mutating func warning(_ rule: ReadingRule, _ place: Place, _ message: String, hint: String? = nil) {
        add(.warning, rule.rawValue, place, message, hint)
    }

    mutating func notice(_ rule: ReadingRule, _ place: Place, _ message: String, hint: String? = nil) {
        add(.notice, rule.rawValue, place, message, hint)
    }

    private mutating func add(
        _ severity: Finding.Severity,
        _ rule: String,
        _ place: Place,
        _ message: String,
        _ hint: String?
    ) {
        if problems.count == Self.most - 1 {
            errorCount += 1
            let message = "too many problems: only the first \(Self.most - 1) are shown"
            problems.append(Problem(severity: .error, rule: "too-many-problems", place: .document, message: message))
        }
        if isFull { return }
        problems.append(Problem(severity: severity, rule: rule, place: place, message: message, hint: hint))
    }
}
