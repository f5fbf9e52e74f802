// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A tool's command line, understood.
package enum ToolCommand<Options: Equatable & Sendable>: Equatable, Sendable {
    case show(Options)
    case help
    case version
    /// The command line makes no sense: why, in the words of the tool that this one stands in for.
    case misuse(String)
}
