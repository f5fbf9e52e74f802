// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Waits until `condition` holds; throws `NeverHappened` after `timeout`.
package func eventually(
    _ what: String = "condition",
    within timeout: Duration = .seconds(30),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    while true {
        if try await condition() { return }
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what, timeout: timeout) }
        try await Task.sleep(for: .milliseconds(5))
    }
}

package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String
    package let timeout: Duration
    package var description: String { "\(what) did not happen within \(timeout)" }
}
