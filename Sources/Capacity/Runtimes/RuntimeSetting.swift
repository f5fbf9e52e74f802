// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One thing that the guard sets in a program's environment where the user did not.
package struct RuntimeSetting: Hashable, Sendable {
    /// How a variable is set that has a value already.
    package enum Form: Hashable, Sendable {
        /// The variable is the setting: whoever set it has decided.
        case whole
        /// The variable holds options. Ours goes in front: of two that contradict each other the later one counts.
        case option
    }

    package var variable: String
    package var value: String
    /// What it comes to.
    package var figure: RuntimeFigure
    package var form: Form
    /// Other variables that decide the same; where one is set, the user has decided.
    var rivals: [String] = []
    /// Options that decide the same, by how they begin, with `-` for `_`. Looked for in `variable`, in `places` and among the program's
    /// arguments.
    var rivalOptions: [String] = []
    /// Further variables in which options stand.
    var places: [String] = []

    static func threads(_ variable: String, _ count: Int, rivals: [String] = []) -> RuntimeSetting {
        RuntimeSetting(variable: variable, value: "\(count)", figure: .threads(count), form: .whole, rivals: rivals)
    }
}
