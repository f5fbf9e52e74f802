// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension LimitsReport {
    /// What each runtime would choose here by itself, and what the guard sets instead where it finds that runtime.
    package var runtimeLines: [String] {
        var table = TextTable(["RUNTIME", "BY ITSELF", "THE GUARD SETS"], isRight: [false, false, false])
        for runtime in Runtime.all {
            let settings = Self.text(runtime.settings(room).map { "\($0.variable)=\($0.value)" }, between: " ")
            let own = Self.text(runtime.own(room).map { $0.description }, between: ", ")
            if !settings.utf8.isEmpty { table.add([runtime.name, own, settings]) }
        }
        return table.rows.count > 1 ? table.lines : []
    }

    var runtimesJSON: String {
        JSONText.list(
            Runtime.all.map { runtime in
                var object = JSONText()
                object.add("name", JSONText.string(runtime.name))
                object.add("by_itself", JSONText.list(runtime.own(room).map { JSONText.string($0.description) }))
                var variables = JSONText()
                for setting in runtime.settings(room) {
                    variables.add(setting.variable, JSONText.string(setting.value))
                }
                object.add("set", variables.text)
                return object.text
            }
        )
    }

    private static func text(_ parts: [String], between: String) -> String {
        var text = ""
        for part in parts { text += text.utf8.isEmpty ? part : between + part }
        return text
    }
}
