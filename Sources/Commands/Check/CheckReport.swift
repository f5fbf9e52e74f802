// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
package import Settings

/// What `plimsoll check` found in a file, as a program reads it.
package struct CheckReport: Encodable, Hashable, Sendable {
    package struct Entry: Encodable, Hashable, Sendable {
        let severity: String
        let rule: String
        let message: String
        let hint: String?
        /// Nil: the file as a whole, or a variable.
        let line: Int?
        let column: Int?
        /// The environment variable that holds the value.
        let variable: String?
    }

    package let file: String
    /// Whether the exit status is 0.
    package let passes: Bool
    package let errors: Int
    package let warnings: Int
    package let notices: Int
    package let problems: [Entry]

    /// - Parameter isStrict: warnings fail as well.
    package init(file: String, problems: [Problem], isStrict: Bool) {
        self.file = file
        errors = problems.count { $0.severity == .error }
        warnings = problems.count { $0.severity == .warning }
        notices = problems.count { $0.severity == .notice }
        passes = errors == 0 && (warnings == 0 || !isStrict)
        self.problems = problems.map(Entry.init)
    }

    /// The counts in words: `1 error, 2 warnings, 0 notices`.
    var counts: String {
        [(errors, "error"), (warnings, "warning"), (notices, "notice")]
            .map { String(count: $0, of: $1) }
            .joined(separator: ", ")
    }
}

extension CheckReport.Entry {
    init(_ problem: Problem) {
        severity = problem.severity.rawValue
        rule = problem.rule
        message = problem.message
        hint = problem.hint
        switch problem.place {
        case .document: (line, column, variable) = (nil, nil, nil)
        case .file(let row, let place): (line, column, variable) = (row, place, nil)
        case .variable(let name): (line, column, variable) = (nil, nil, name)
        }
    }
}
