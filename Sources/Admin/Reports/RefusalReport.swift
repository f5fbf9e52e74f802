// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// An allocation that a worker was refused.
package struct RefusalReport: Codable, Hashable, Sendable {
    package var bytes: Int64
    /// The process that asked: inside the container.
    package var process: Int
    package var name: String
    /// Seconds since 1970.
    package var epoch: Double

    package init(_ refusal: MemoryRefusal) {
        bytes = refusal.size.bytes
        process = Int(refusal.process)
        name = refusal.name
        epoch = refusal.time.inSeconds
    }
}
