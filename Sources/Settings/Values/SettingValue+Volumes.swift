// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension SettingValue {
    private static let modes: Set<String> = [
        "rw", "ro", "z", "Z", "shared", "rshared", "slave", "rslave", "private", "rprivate", "nocopy", "cached",
        "delegated", "consistent",
    ]
    private static let volumeHint = "such as /data/cache: /cache:ro or /data/cache: {bind: /cache, mode: ro}"

    /// Host paths to `container[:mode]`, `/host:/container[:mode]` or `{bind, mode}`; or a list of the second form.
    func volumes(_ report: inout Report) -> [Mount]? {
        var mounts: [Mount] = []
        switch node.content {
        case .map(let entries):
            for entry in entries {
                let value = nested(entry.value).named("volume '\(entry.key.text?.shortened ?? "")'")
                if let mount = value.volume(from: entry.key, &report) { add(mount, value, to: &mounts, &report) }
            }
        case .list(let items):
            for item in items {
                guard let text = nested(item).text(&report, hint: Self.volumeHint) else { continue }
                let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else {
                    nested(item).refuse(
                        "must name a place in the container too, not only '\(text.shortened)'",
                        hint: Self.volumeHint,
                        &report
                    )
                    continue
                }
                if let mount = nested(item).mount(String(parts[0]), parts[1], &report) {
                    add(mount, nested(item), to: &mounts, &report)
                }
            }
        case .scalar:
            refuse("must be a block of host path: container path", hint: Self.volumeHint, &report)
            return nil
        }
        return mounts
    }

    private func add(_ mount: Mount, _ value: SettingValue, to mounts: inout [Mount], _ report: inout Report) {
        if mounts.contains(where: { $0.target == mount.target }) {
            value.refuse("mounts a second volume at '\(mount.target)'", &report)
        } else {
            mounts.append(mount)
        }
    }

    private func volume(from key: SettingNode, _ report: inout Report) -> Mount? {
        guard let source = key.text else {
            nested(key).refuse("must name a host path or a volume", hint: Self.volumeHint, &report)
            return nil
        }
        if case .map(let entries) = node.content { return bind(source, entries, &report) }
        guard let text = text(&report, hint: Self.volumeHint) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[0].hasPrefix("/"), parts[1].hasPrefix("/") {
            // The long form names the host path itself; the key is only its label.
            return mount(String(parts[0]), parts[1], &report)
        }
        return mount(source, Substring(text), &report)
    }

    private func bind(_ source: String, _ entries: [SettingNode.Entry], _ report: inout Report) -> Mount? {
        var target: String?
        var mode = "rw"
        var isSound = true
        for entry in entries {
            let value = nested(entry.value).named("\(key): \(entry.key.text ?? "")")
            switch entry.key.text {
            case "bind":
                target = value.text(&report, hint: Self.volumeHint)
                if target == nil { isSound = false }
            case "mode":
                if !entry.value.isNull, let text = value.text(&report) { mode = text }
            default:
                report.unknownKey(entry.key, among: ["bind", "mode"], in: "a volume")
                isSound = false
            }
        }
        guard isSound else { return nil }
        guard let target else {
            refuse("needs bind: the path in the container", hint: Self.volumeHint, &report)
            return nil
        }
        return mount(source, "\(target):\(mode)", &report)
    }

    /// - Parameter rest: `container[:mode]`.
    private func mount(_ source: String, _ rest: Substring, _ report: inout Report) -> Mount? {
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let target = parts[0]
        guard isSource(source) else {
            refuse(
                "must be an absolute path or a volume's name, not '\(source.shortened)'",
                hint: "write the host path in full, from /",
                &report
            )
            return nil
        }
        guard target.hasPrefix("/"), target != "/" else {
            refuse(
                target.isEmpty
                    ? "has no path in the container"
                    : "must name an absolute path in the container, not '\(String(target).shortened)'",
                hint: Self.volumeHint,
                &report
            )
            return nil
        }
        var options = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
        if let unknown = options.first(where: { !Self.modes.contains($0) }) {
            refuse("has no mode '\(unknown.shortened)'", hint: "rw or ro", &report)
            return nil
        }
        let isReadOnly = options.contains("ro")
        options.removeAll { $0 == "ro" || $0 == "rw" }
        return Mount(source: source, target: String(target), isReadOnly: isReadOnly, options: options)
    }

    private func isSource(_ source: String) -> Bool {
        source.hasPrefix("/") || NameText.isContainerName(source)
    }
}
