// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why a tool cannot show what it is for: a line for a person.
struct ToolFailure: Error {
    let reason: String
}
