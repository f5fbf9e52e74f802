// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension SettingValue {
    /// A list of words, or a line that is split as a shell would.
    func commandLine(_ report: inout Report) -> [String]? {
        let words: [String]?
        switch node.content {
        case .list(let items):
            words = items.compactMap { nested($0).word(&report) }
            guard words?.count == items.count else { return nil }
        case .scalar:
            words = parsed(
                &report,
                as: "words with closed quotes",
                hint: "close every quote, or write a list: [program, argument]"
            ) {
                ShellWords.split($0)
            }
        case .map:
            refuse("must be a list or a line, not a block of keys", &report)
            return nil
        }
        guard let words else { return nil }
        guard words.first?.isEmpty == false else {
            refuse("must name a program", hint: "such as [python3, server.py]", &report)
            return nil
        }
        return words
    }

    /// One word of a command: may be empty, and numbers and booleans are taken as written.
    private func word(_ report: inout Report) -> String? {
        guard let text = node.text else {
            refuse("must hold single values, not \(node.kind)", hint: "quote an empty word: \"\"", &report)
            return nil
        }
        return text
    }

    /// A list of texts; a single one may stand alone.
    func texts(_ report: inout Report) -> [String]? {
        switch node.content {
        case .list(let items): items.compactMap { nested($0).text(&report) }
        case .scalar: text(&report).map { [$0] }
        case .map:
            {
                refuse("must be a list, not a block of keys", &report)
                return nil
            }()
        }
    }

    /// Names to values, as a block or as a list of `NAME=value`.
    func environment(_ report: inout Report) -> [String: String]? {
        var environment: [String: String] = [:]
        switch node.content {
        case .map(let entries):
            for entry in entries {
                let item = nested(entry.value, entry.key.text)
                guard let name = environmentName(entry.key, &report) else { continue }
                guard let text = entry.value.text else {
                    item.refuse(
                        "must be a single value, not \(entry.value.kind)",
                        hint: "write \"\" for an empty one",
                        &report
                    )
                    continue
                }
                environment[name] = text
            }
        case .list(let items):
            for item in items {
                guard let text = nested(item).text(&report) else { continue }
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else {
                    nested(item).refuse("must be NAME=value, not '\(text.shortened)'", &report)
                    continue
                }
                let key = SettingNode(content: .scalar(String(parts[0]), isPlain: false), place: item.place)
                if let name = environmentName(key, &report) { environment[name] = String(parts[1]) }
            }
        case .scalar:
            refuse("must be a block of NAME: value", &report)
            return nil
        }
        return environment
    }

    private func environmentName(_ node: SettingNode, _ report: inout Report) -> String? {
        guard let name = node.text, !name.isEmpty,
            name.utf8.allSatisfy({ $0 > 32 && $0 != 127 && $0 != UInt8(ascii: "=") })
        else {
            nested(node).refuse("must name its variables without spaces or '='", &report)
            return nil
        }
        return name
    }

    /// Mount points to their options: `/tmp`, `/tmp:size=64m`, a list of these, or a block.
    func tmpfs(_ report: inout Report) -> [String: String]? {
        var mounts: [String: String] = [:]
        func add(_ value: SettingValue, _ path: some StringProtocol, _ options: String) {
            guard path.hasPrefix("/"), path.count > 1 else {
                value.refuse("must be an absolute path, not '\(String(path).shortened)'", &report)
                return
            }
            mounts[String(path)] = options
        }
        if case .map(let entries) = node.content {
            for entry in entries {
                add(nested(entry.key), entry.key.text ?? "", entry.value.text ?? "")
            }
            return mounts
        }
        let items: [SettingNode] = if case .list(let list) = node.content { list } else { [node] }
        for item in items {
            guard let text = nested(item).text(&report) else { continue }
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            add(nested(item), parts[0], parts.count == 2 ? String(parts[1]) : "")
        }
        return mounts
    }

    func gpus(_ report: inout Report) -> GPURequest? {
        let hint = "all, a number, or a list of device ids"
        if case .list = node.content {
            return texts(&report).flatMap { $0.isEmpty ? nil : .devices($0) }
        }
        return parsed(&report, as: "a choice of GPUs", hint: hint) { text in
            if text.lowercased() == "all" { return .all }
            if let count = Self.integer(text) { return count > 0 ? .count(count) : nil }
            guard text.hasPrefix("device=") else { return nil }
            let devices = text.dropFirst(7).split(separator: ",").map(String.init)
            return devices.isEmpty ? nil : .devices(devices)
        }
    }
}
