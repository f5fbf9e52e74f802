// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One key's value, and how it is read as the kinds of value there are. Every reader returns nil after it reported why.
struct SettingValue {
    /// The key, for messages.
    let key: String
    let node: SettingNode

    var place: Place { node.place }

    func nested(_ node: SettingNode, _ name: String? = nil) -> SettingValue {
        SettingValue(key: name.map { "\(key).\($0)" } ?? key, node: node)
    }

    /// The same under another name for messages.
    func named(_ name: String) -> SettingValue { SettingValue(key: name, node: node) }

    /// Reports that the value is not what is expected.
    func refuse(_ reason: String, hint: String? = nil, _ report: inout Report) {
        report.error("invalid-value", place, "\(key) \(reason)", hint: hint)
    }

    /// A single value, not blank.
    func text(_ report: inout Report, hint: String? = nil) -> String? {
        guard let text = node.text else {
            refuse("must be a single value, not \(node.kind)", hint: hint, &report)
            return nil
        }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            refuse("must not be blank", hint: hint, &report)
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" && $0 != "\t" || $0.value == 0x7F })
        else {
            refuse("must not hold control characters", &report)
            return nil
        }
        return text
    }

    /// Nil after reporting; otherwise what `parse` makes of the text.
    func parsed<Value>(
        _ report: inout Report,
        as wanted: String,
        hint: String? = nil,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = text(&report, hint: hint) else { return nil }
        guard let value = parse(text) else {
            refuse("must be \(wanted), not '\(text.shortened)'", hint: hint, &report)
            return nil
        }
        return value
    }
}

extension String {
    /// Fit for a message.
    var shortened: String {
        let line = split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 60 || line.count < count ? "\(line.prefix(57))..." : line
    }
}
