// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What became of the requests so far; lies in memory that the guard and its supervisor share, so it holds nothing but numbers.
package struct LeaseTally: Sendable {
    package var asked: Int64 = 0
    package var refused: Int64 = 0
    package var refusedOnPurpose: Int64 = 0
    /// The last refusal: who asked, for how much, and what was left.
    package var lastProcess: Int32 = 0
    package var lastSize: Int64 = 0
    package var lastLeft: Int64 = 0

    package init() {}

    package mutating func refused(_ request: MemoryRequest, left: Int64, onPurpose: Bool) {
        if onPurpose { refusedOnPurpose += 1 } else { refused += 1 }
        lastProcess = request.process
        lastSize = request.size.bytes
        lastLeft = max(left, 0)
    }
}
