// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// What came of reading a settings file.
package struct LoadedSettings: Sendable {
    /// As the user named it.
    package let file: String
    /// Nil: there are errors.
    package let settings: ProxySettings?
    /// The services without an error of their own, also where the file as a whole has some.
    package let soundServices: [ServiceDefinition]
    /// Everything that was found, in the file's order.
    package let problems: [Problem]
    private let source: SourceText?
    private let places: [SettingPath: Place]

    init(
        file: String,
        settings: ProxySettings?,
        soundServices: [ServiceDefinition],
        problems: [Problem],
        source: SourceText?,
        places: [SettingPath: Place]
    ) {
        self.file = file
        self.settings = settings
        self.soundServices = soundServices
        self.problems = problems.inFileOrder
        self.source = source
        self.places = places
    }

    /// Where a setting stands; for one that is absent, the block it would stand in.
    package func place(of path: SettingPath) -> Place {
        places[path] ?? places[SettingPath(service: path.service)] ?? .document
    }

    /// What a rule found, at the place the file's reader knows.
    package func problem(for finding: Finding) -> Problem {
        Problem(
            severity: finding.severity,
            rule: finding.rule,
            place: place(of: finding.place),
            message: finding.message,
            hint: finding.hint
        )
    }

    /// A line of the file, from 1, fit to be shown: tokens are masked and control characters replaced.
    package func sourceLine(_ number: Int) -> String? {
        source?.line(number).map { SourceLine.shown($0) }
    }
}

extension Sequence<Problem> {
    /// By line and column; the file as a whole first, variables last.
    package var inFileOrder: [Problem] {
        enumerated().sorted { left, right in
            let (one, other) = (left.element.place.rank, right.element.place.rank)
            return one == other ? left.offset < right.offset : one < other
        }.map(\.element)
    }
}

extension Place {
    fileprivate var rank: (Int, Int) {
        switch self {
        case .document: (0, 0)
        case .file(let line, let column): (line, column)
        case .variable: (.max, 0)
        }
    }
}
