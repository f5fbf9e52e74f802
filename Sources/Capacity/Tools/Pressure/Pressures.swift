// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The pressure on a container, as far as the kernel tells: on v2, and on hosts that mount v2 beside v1.
package struct Pressures: Hashable, Sendable {
    package var processors: Pressure?
    package var memory: Pressure?
    package var storage: Pressure?

    package init(directory: String?, files: some FileReader) {
        guard let directory else { return }
        processors = files.bytes(at: "\(directory)/cpu.pressure").flatMap { Pressure($0) }
        memory = files.bytes(at: "\(directory)/memory.pressure").flatMap { Pressure($0) }
        storage = files.bytes(at: "\(directory)/io.pressure").flatMap { Pressure($0) }
    }
}
