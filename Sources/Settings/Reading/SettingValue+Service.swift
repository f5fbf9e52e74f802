// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// The kinds of value that only services have.
extension SettingValue {
    func serviceName(_ report: inout Report) -> ServiceName? {
        let hint = "letters, digits, '-', '_' and '.', at most 63 of them, the first a letter or digit"
        return parsed(&report, as: "a name that a container can have", hint: hint) { text in
            NameText.isContainerName(text) && text.utf8.count <= 63 ? ServiceName(text) : nil
        }
    }

    func image(_ report: inout Report) -> String? {
        parsed(&report, as: "an image such as name:tag") { text in
            text.utf8.count <= 512 && text.utf8.allSatisfy { (33...126).contains($0) }
                && text.utf8.first != UInt8(ascii: "-") ? text : nil
        }
    }

    func access(_ report: inout Report) -> Access? {
        parsed(&report, as: "'bearer' or 'none'") { text in
            switch text.lowercased() {
            case "bearer": .bearer
            case "none": .open
            default: nil
            }
        }
    }

    /// How many processes; nothing where the user wants no limit (-1, as Docker has it).
    func processesLimit(_ report: inout Report) -> Int? {
        node.text == "-1" ? nil : integer(&report, in: 1...4_194_304)
    }

    /// A time that is not zero.
    func deadline(_ report: inout Report) -> Duration? {
        guard let duration = duration(&report) else { return nil }
        guard duration > .zero else {
            refuse("must be above zero", &report)
            return nil
        }
        return duration
    }

    func readiness(_ report: inout Report) -> Readiness? {
        let hint = "tcp, a path such as /health, or {path: /health, status: 200}"
        guard case .map(let entries) = node.content else {
            return parsed(&report, as: "a way to ask the worker", hint: hint) { text in
                if text.lowercased() == "tcp" { return .portAccepts }
                return Self.isRequestPath(text) ? .answers(path: text, status: nil) : nil
            }
        }
        var path: String?
        var status: Int?
        for entry in entries where !entry.value.isNull {
            let value = nested(entry.value, entry.key.text)
            switch entry.key.text {
            case "path":
                path = value.parsed(&report, as: "a path from /", hint: hint) { Self.isRequestPath($0) ? $0 : nil }
                if path == nil { return nil }
            case "status": status = value.integer(&report, in: 100...599)
            default: report.unknownKey(entry.key, among: ["path", "status"], in: "readiness")
            }
        }
        guard let path else {
            refuse("needs a path", hint: hint, &report)
            return nil
        }
        return .answers(path: path, status: status)
    }

    private static func isRequestPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "#") }
    }

    func checkIdleAction(_ report: inout Report) {
        if choice(IdleAction.self, &report) == .pause {
            report.notYetInForce("idle_action: pause", at: place, meanwhile: "idle workers are stopped")
        }
    }

    /// A list of names, or a block of names with conditions.
    func dependencies(_ report: inout Report) -> [String] {
        if case .map(let entries) = node.content { return entries.compactMap { nested($0.key).text(&report) } }
        return texts(&report) ?? []
    }

    /// In lower case, without a dot at the end, each once.
    func hosts(_ report: inout Report) -> [String] {
        var result: [String] = []
        for text in texts(&report) ?? [] {
            let host = text.hasSuffix(".") ? String(text.dropLast()).lowercased() : text.lowercased()
            let name = host.hasPrefix("*.") ? host.dropFirst(2) : host[...]
            if Self.isHost(String(name)) {
                if !result.contains(host) { result.append(host) }
            } else {
                refuse(
                    "must hold host names, not '\(text.shortened)'",
                    hint: "such as app.example.com or *.example.com",
                    &report
                )
            }
        }
        return result
    }

    func checkRules(_ report: inout Report) {
        if case .scalar = node.content { refuse("must be a list or block of rules, not a single value", &report) }
    }
}

extension Report {
    /// Says that a setting is read and kept, but has no effect in this release.
    mutating func notYetInForce(_ setting: String, at place: Place, meanwhile: String) {
        notice(.notInForce, place, "'\(setting)' is not yet in force: \(meanwhile)")
    }
}
