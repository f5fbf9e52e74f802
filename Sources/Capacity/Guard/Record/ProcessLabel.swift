// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A process's name as nothing but numbers, so that it can lie in shared memory. The kernel's names have at most 15 bytes.
package struct ProcessLabel: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    package init(_ name: String) {
        var index: UInt64 = 0
        for byte in GuardRecord.harmless(name, most: 15).utf8 {
            if index < 8 { low |= UInt64(byte) << (8 * index) } else { high |= UInt64(byte) << (8 * (index - 8)) }
            index += 1
        }
    }

    package var text: String {
        var bytes: [UInt8] = []
        for index in 0..<15 as Range<UInt64> {
            let byte = UInt8(truncatingIfNeeded: index < 8 ? low >> (8 * index) : high >> (8 * (index - 8)))
            if byte == 0 { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
