// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What of the table is set for one program, and what is left because the user has set it. Empty where nothing limits the program.
package struct RuntimePlan: Sendable {
    package let decisions: [RuntimeDecision]

    /// - Parameters:
    ///   - found: the names of the runtimes that the program shows, for those rows that are not always set.
    ///   - arguments: the program and its arguments.
    ///   - value: looks a variable up in the program's environment.
    package init(
        room: RuntimeRoom,
        found: (Runtime) -> Bool,
        arguments: [String],
        value: (String) -> String?
    ) {
        var decisions: [RuntimeDecision] = []
        // Two settings may share a variable: the second one goes with the first.
        var values: [(variable: String, value: String)] = []
        for runtime in Runtime.all {
            let settings = runtime.settings(room)
            if settings.isEmpty || (runtime.occasion == .found && !found(runtime)) { continue }
            for setting in settings {
                if let reason = Self.rival(of: setting, among: arguments, value: value) {
                    decisions.append(RuntimeDecision(runtime: runtime.name, setting: setting, outcome: .left(reason)))
                    continue
                }
                let present = values.last { $0.variable == setting.variable }?.value ?? value(setting.variable) ?? ""
                let whole = present.isEmpty ? setting.value : "\(setting.value) \(present)"
                values.append((setting.variable, whole))
                decisions.append(RuntimeDecision(runtime: runtime.name, setting: setting, outcome: .set(whole)))
            }
        }
        self.decisions = decisions
    }

    /// The environment to make; of a variable that comes twice the later value counts.
    package var variables: [(name: String, value: String)] {
        decisions.compactMap { decision in
            if case .set(let value) = decision.outcome { (decision.setting.variable, value) } else { nil }
        }
    }

    /// For a person, a line each.
    package var lines: [String] {
        decisions.map { decision in
            let setting = decision.setting
            return switch decision.outcome {
            case .set:
                "\(decision.runtime): \(setting.figure.description), by \(setting.variable)=\(setting.value)"
            case .left(let reason):
                "\(decision.runtime): left as it is, by \(reason)"
            }
        }
    }

    /// Where the user has decided what `setting` would; nil where nowhere.
    private static func rival(
        of setting: RuntimeSetting,
        among arguments: [String],
        value: (String) -> String?
    ) -> String? {
        if setting.form == .whole && value(setting.variable) != nil { return setting.variable }
        for rival in setting.rivals where value(rival) != nil { return rival }
        if setting.rivalOptions.isEmpty { return nil }
        for place in [setting.variable] + setting.places {
            guard let options = value(place) else { continue }
            if let option = option(of: setting, in: options) { return "\(option) in \(place)" }
        }
        for argument in arguments {
            if let option = option(of: setting, in: argument) { return "\(option) among the arguments" }
        }
        return nil
    }

    private static func option(of setting: RuntimeSetting, in text: String) -> String? {
        // Node takes --max_old_space_size as well.
        let bytes = text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
        return setting.rivalOptions.first { KernelText.contains($0, in: bytes[...]) }
    }
}
