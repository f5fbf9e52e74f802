// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Puts the values of environment variables where the file names them: `${VAR}`, `${VAR:-default}`; `$${` stands for `${`.
struct Expansion {
    private let environment: [String: String]
    /// What all values together may still grow by, so that no small file becomes a huge one.
    private var bytesLeft = 4 << 20

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Nil after reporting.
    mutating func expanded(_ node: SettingNode, _ report: inout Report) -> SettingNode? {
        switch node.content {
        case .scalar(let text, let isPlain):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return node }
            guard let expanded = expanded(text, at: node.place, &report) else { return nil }
            // What a variable makes empty was not left out by the user.
            let isStillPlain = isPlain && (expanded == text || !expanded.isEmpty)
            return SettingNode(content: .scalar(expanded, isPlain: isStillPlain), place: node.place)
        case .list(let items):
            let expanded = items.compactMap { self.expanded($0, &report) }
            return expanded.count == items.count ? SettingNode(content: .list(expanded), place: node.place) : nil
        case .map(let entries):
            let expanded = entries.compactMap { entry -> SettingNode.Entry? in
                guard let key = self.expanded(entry.key, &report), let value = self.expanded(entry.value, &report)
                else { return nil }
                return SettingNode.Entry(key: key, value: value)
            }
            return expanded.count == entries.count ? SettingNode(content: .map(expanded), place: node.place) : nil
        }
    }

    private mutating func expanded(_ text: String, at place: Place, _ report: inout Report) -> String? {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var isSound = true
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$") else {
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "$")) ?? bytes.count
                result += bytes[index..<end]
                index = end
                continue
            }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let afterNext = index + 2 < bytes.count ? bytes[index + 2] : 0
            if next == UInt8(ascii: "$"), afterNext == UInt8(ascii: "{") {
                result += "${".utf8
                index += 3
            } else if next == UInt8(ascii: "{") {
                guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
                    report.error("invalid-reference", place, "'${' is never closed", hint: Self.hint)
                    return nil
                }
                let reference = Substring(decoding: bytes[(index + 2)..<end], as: UTF8.self)
                index = end + 1
                if let value = value(of: reference, at: place, &report) {
                    bytesLeft -= value.utf8.count
                    result += value.utf8
                } else {
                    isSound = false
                }
                guard bytesLeft > 0 else {
                    report.error("invalid-reference", place, "the variables make the file too large")
                    return nil
                }
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return isSound ? String(decoding: result, as: UTF8.self) : nil
    }

    private static let hint = "write ${NAME} or ${NAME:-default}; $${ stands for ${"

    private func value(of reference: Substring, at place: Place, _ report: inout Report) -> String? {
        let name = reference.prefix {
            $0.utf8.first.map { NameText.isAlphanumeric($0) || $0 == UInt8(ascii: "_") } ?? false
        }
        let rest = reference[name.endIndex...]
        guard let first = name.utf8.first, !(48...57).contains(first), rest.isEmpty || rest.hasPrefix(":-") else {
            report.error(
                "invalid-reference",
                place,
                "'${\(String(reference).shortened)}' is no variable",
                hint: Self.hint
            )
            return nil
        }
        let value = environment[String(name)]
        if rest.isEmpty {
            if value == nil {
                report.error(
                    "variable-unset",
                    place,
                    "the environment variable \(name) is not set",
                    hint: "set it, or give a default: ${\(name):-default}"
                )
            }
            return value
        }
        guard let value, !value.isEmpty else { return String(rest.dropFirst(2)) }
        return value
    }
}
