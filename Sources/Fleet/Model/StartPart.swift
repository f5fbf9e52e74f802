// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One part of a cold start and how long it took.
package struct StartPart: Hashable, Sendable {
    package var name: String
    package var duration: Duration

    package init(_ name: String, _ duration: Duration) {
        self.name = name
        self.duration = duration
    }
}
