// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Something that a deadline may pass for.
protocol Timed: AnyObject {
    /// Kept for the wheel it is in.
    var timing: Timing { get set }
    func deadlinePassed(_ now: NIODeadline)
}

/// An item's deadline and its place in the wheel.
struct Timing {
    var deadline = NIODeadline.distantFuture
    /// The tick at which the wheel looks at it; nil: it is in no slot.
    private(set) var tick: UInt64?
    private(set) var index = 0

    mutating func place(tick: UInt64?, index: Int) {
        self.tick = tick
        self.index = index
    }
}
