// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// One part of a cold start.
package struct StartPartReport: Codable, Hashable, Sendable {
    package var part: String
    package var seconds: Double

    package init(_ part: StartPart) {
        self.part = part.name
        seconds = part.duration.inSeconds
    }
}
