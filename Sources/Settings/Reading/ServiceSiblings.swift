// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// What services must not have in common, and what they say of each other.
struct ServiceSiblings {
    private var names: [ServiceName: Place] = [:]
    /// By path and host; the host is empty for services that are reached by any.
    private var paths: [String: ServiceName] = [:]
    private var dependencies: [(name: String, of: ServiceName, place: Place)] = []

    mutating func add(_ draft: ServiceDraft, _ block: Block<ServiceKey>, _ report: inout Report) {
        guard let name = draft.name else { return }
        if let first = names[name] {
            report.error(
                "duplicate-name",
                block.place(of: .name),
                "service names must be unique: '\(name)' is also \(first.inWords)"
            )
            return
        }
        names[name] = block.place(of: .name)
        // A path that could not be read clashes with nothing.
        if draft.path != nil || block.isAbsent(.path) {
            let path = draft.path ?? "/"
            let keys = (draft.hosts.isEmpty ? [""] : draft.hosts).map { "\($0) \(path)" }
            if let other = keys.compactMap({ paths[$0] }).first {
                report.error(
                    "duplicate-path",
                    block.place(of: .path),
                    "'\(name)' and '\(other)' have the same path '\(path)'",
                    hint: "give each service a path of its own, or hosts of its own"
                )
            } else {
                for key in keys { paths[key] = name }
            }
        }
        dependencies += draft.dependencies.map { ($0, name, block.place(of: .dependsOn)) }
    }

    func checkDependencies(_ report: inout Report) {
        let known = names.keys.map(\.text).sorted()
        for (dependency, service, place) in dependencies {
            if dependency == service.text {
                report.error("invalid-value", place, "'\(service)' depends on itself")
            } else if names[ServiceName(dependency)] == nil {
                let suggestion = Suggestion.closest(to: dependency, among: known)
                report.error(
                    "invalid-value",
                    place,
                    "'\(service)' depends on '\(dependency.shortened)', which is no service here",
                    hint: suggestion.map { "did you mean '\($0)'?" }
                )
            }
        }
    }
}

extension Place {
    fileprivate var inWords: String {
        switch self {
        case .document: "in this file"
        case .file(let line, _): "on line \(line)"
        case .variable(let name): "in \(name)"
        }
    }
}

extension SettingNode {
    var isMap: Bool {
        guard case .map = content else { return false }
        return true
    }
}
