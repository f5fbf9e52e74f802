// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Report {
    /// Says that a key is not one of `known`, and which one may have been meant.
    mutating func unknownKey(
        _ key: SettingNode,
        among known: [String],
        in block: String,
        elsewhere: [String: String] = [:],
        isLenient: Bool = false
    ) {
        if isFull { return }
        guard let name = key.text else {
            error(ReadingRule.unknownKey.rawValue, key.place, "a key must be a word, not \(key.kind)")
            return
        }
        let hint: String? =
            if let suggestion = Suggestion.closest(to: name, among: known) {
                "did you mean '\(suggestion)'?"
            } else if let home = elsewhere[name] {
                "'\(name)' belongs in \(home)"
            } else if name == "<<" {
                "merge keys are not supported; write the keys out"
            } else {
                nil
            }
        let message = "unknown key '\(name.shortened)' in \(block)"
        if isLenient {
            warning(.unknownKey, key.place, message, hint: hint)
        } else {
            error(ReadingRule.unknownKey.rawValue, key.place, message, hint: hint)
        }
    }
}
