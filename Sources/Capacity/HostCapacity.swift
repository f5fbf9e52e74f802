// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a host has to give to its workers.
package struct HostCapacity: Hashable, Sendable {
    package var memory: ByteCount
    package var processors: Int
    package var hasGPU: Bool

    package init(memory: ByteCount, processors: Int, hasGPU: Bool = false) {
        self.memory = memory
        self.processors = processors
        self.hasGPU = hasGPU
    }
}
