// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// What came of reading a settings file.
package struct LoadedSettings: Sendable {
    /// As the user named it.
    package let file: String
    /// Nil: there are errors.
    package let settings: ProxySettings?
    /// As far as the file could be read, fit to be judged and not to be served by: a key that is broken is at its default, and a
    /// listener whose address is broken at port 0. Nil: it is no YAML.
    package let readable: ProxySettings?
    private let services: [ReadService]
    /// Everything that was found, in the file's order.
    package let problems: [Problem]
    private let source: SourceText?
    private let places: [SettingPath: Place]

    init(
        file: String,
        settings: ProxySettings?,
        readable: ProxySettings?,
        services: [ReadService],
        problems: [Problem],
        source: SourceText?,
        places: [SettingPath: Place]
    ) {
        self.file = file
        self.settings = settings
        self.readable = readable
        self.services = services
        self.problems = problems.inFileOrder
        self.source = source
        self.places = places
    }

    /// The services without an error of their own, also where the file as a whole has some.
    package var soundServices: [ServiceDefinition] { services.filter(\.isSound).map(\.definition) }

    /// The services of which at least these keys can be judged: none of them is broken.
    package func services(readIn keys: [String]) -> [ServiceDefinition] {
        services.filter { $0.broken.isDisjoint(with: keys) }.map(\.definition)
    }

    /// Whether a setting stands in the file, or in a variable that overrides it.
    package func names(_ path: SettingPath) -> Bool { places[path] != nil }

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
