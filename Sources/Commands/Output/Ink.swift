// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How a piece of text stands out on a terminal.
package enum Ink: Hashable, Sendable {
    case plain, strong, faint, good, caution, bad

    /// The SGR parameters that switch it on. Nil: nothing to switch.
    var parameters: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .caution: "33"
        case .bad: "31"
        }
    }
}
