// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A fingerprint (FNV-1a, 64 bits) that is the same in every run: it tells changes, and protects nothing.
struct Digest: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ text: String) {
        // The length goes first, so that two texts never run into one.
        for byte in "\(text.utf8.count):\(text)".utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    mutating func add(list: [String]) {
        add("\(list.count)")
        for text in list { add(text) }
    }

    var text: String { String(state, radix: 16) }
}
