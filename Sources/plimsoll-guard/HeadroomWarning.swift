// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Says that memory is nearly gone: one line, and a signal to the program where one was asked for.
struct HeadroomWarning {
    let program: Int32
    /// Without SIG; nil: none.
    let signal: String?
    private var rule = WarnSignal()

    init(program: Int32, signal: String?) {
        self.program = program
        self.signal = signal
    }

    /// Whether it would be given now: worth a closer look first.
    func isNear(left: Int64, budget: ByteCount) -> Bool {
        var next = rule
        return next.isDue(left: left, budget: budget)
    }

    mutating func giveWhenDue(left: Int64, budget: ByteCount, limit: ByteCount) {
        guard rule.isDue(left: left, budget: budget) else { return }
        GuardRun.say("memory is nearly gone: \(ByteCount(bytes: left).description) of \(limit.description) left")
        if let signal { _ = plimsoll_send_signal(program, signal.withCString { plimsoll_signal_number($0) }) }
    }
}
