// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One value of the file with its place, free of the YAML package's types.
struct SettingNode: Sendable {
    enum Content: Sendable {
        /// Plain: written without quotes, so that `null` means nothing.
        case scalar(String, isPlain: Bool)
        case list([SettingNode])
        case map([Entry])
    }

    struct Entry: Sendable {
        var key: SettingNode
        var value: SettingNode
    }

    var content: Content
    var place: Place

    /// The scalar's text as written; nil for lists, maps and null.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What it is, for messages: `a list`.
    var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .list: "a list"
        case .map: "a block of keys"
        }
    }
}
