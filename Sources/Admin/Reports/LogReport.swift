// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The end of a worker's log.
package struct LogReport: Codable, Hashable, Sendable {
    package var service: String
    /// Oldest first, as the worker wrote them: they may hold control characters.
    package var lines: [String]

    package init(service: String, lines: [String]) {
        self.service = service
        self.lines = lines
    }
}
