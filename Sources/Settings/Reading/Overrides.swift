// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The environment's `PROXY_GLOBAL_<KEY>` and `PROXY_SERVICE_<NAME>_<KEY>`, which stand in for what the file says.
struct Overrides {
    private static let globalPrefix = "PROXY_GLOBAL_"
    private static let servicePrefix = "PROXY_SERVICE_"

    /// Empty ones mean: not set.
    private let variables: [String: String]
    private var used: Set<String> = []
    private var known: Set<String> = []

    init(environment: [String: String]) {
        variables = environment.filter { name, value in
            !value.isEmpty && (name.hasPrefix(Self.globalPrefix) || name.hasPrefix(Self.servicePrefix))
        }
    }

    var isEmpty: Bool { variables.isEmpty }

    static func variable(_ key: GlobalKey) -> String { globalPrefix + capitals(key.rawValue) }

    static func variable(_ key: ServiceKey, ofService name: String) -> String {
        servicePrefix + capitals(name) + "_" + capitals(key.rawValue)
    }

    /// The value that stands in for a key's; nil: the variable is not set.
    mutating func node(_ variable: String, _ form: Form, _ report: inout Report) -> SettingNode? {
        known.insert(variable)
        guard let text = variables[variable] else { return nil }
        used.insert(variable)
        let place = Place.variable(variable)
        if form != .single, text.hasPrefix("[") || text.hasPrefix("{") {
            do throws(SourceFailure) {
                let (root, duplicates) = try YAMLReader.read(SourceText(text))
                if let duplicate = duplicates.first { throw duplicate }
                return root.map { $0.moved(to: place) }
            } catch {
                report.error("invalid-value", place, error.message, hint: error.hint)
                return nil
            }
        }
        if form == .list {
            let items = text.split(separator: ",").map {
                SettingNode(content: .scalar(String($0.trimmed), isPlain: true), place: place)
            }
            return SettingNode(content: .list(items), place: place)
        }
        return SettingNode(content: .scalar(text, isPlain: true), place: place)
    }

    /// Variables that look like overrides and changed nothing.
    func reportUnused(_ report: inout Report) {
        for variable in variables.keys.sorted() where !used.contains(variable) {
            // Kubernetes sets variables such as PROXY_SERVICE_HOST for a service called proxy: they are nobody's slip.
            if let suggestion = Suggestion.closest(to: variable, among: known.sorted()) {
                report.warning(
                    .unknownOverride,
                    .variable(variable),
                    Self.unused,
                    hint: "did you mean \(suggestion)?"
                )
            } else {
                report.notice(.unknownOverride, .variable(variable), Self.unused)
            }
        }
    }

    private static let unused = "no setting has this name: it changes nothing"

    /// How a variable's text is understood.
    enum Form {
        case single
        /// Separated by commas, or YAML in `[ ]`.
        case list
        /// As it stands, or YAML in `[ ]` or `{ }`.
        case structured
    }

    private static func capitals(_ name: String) -> String {
        String(
            decoding: name.uppercased().utf8.map { NameText.isAlphanumeric($0) ? $0 : UInt8(ascii: "_") },
            as: UTF8.self
        )
    }
}

extension SettingNode {
    /// The same value, all of it at one place.
    fileprivate func moved(to place: Place) -> SettingNode {
        let content: Content =
            switch content {
            case .scalar: content
            case .list(let items): .list(items.map { $0.moved(to: place) })
            case .map(let entries):
                .map(entries.map { Entry(key: $0.key.moved(to: place), value: $0.value.moved(to: place)) })
            }
        return SettingNode(content: content, place: place)
    }
}

extension GlobalKey {
    var overrideForm: Overrides.Form {
        switch self {
        case .trustedProxies: .list
        case .certificates, .acme: .structured
        default: .single
        }
    }
}

extension ServiceKey {
    var overrideForm: Overrides.Form {
        switch self {
        case .droppedCapabilities, .hosts, .dependsOn, .tmpfs: .list
        case .command, .entrypoint, .environment, .volumes, .gpus, .readiness, .wake, .hold, .ignore: .structured
        default: .single
        }
    }
}
