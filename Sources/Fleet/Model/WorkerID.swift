// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The engine's own name for a worker: a container's id, or a process group and its start.
package struct WorkerID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String { text }
}
