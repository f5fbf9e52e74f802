// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The program's parent: passes signals on, reaps orphans, stops when it is stopped, and ends as it ends.
struct Parent {
    let program: Int32
    /// Below zero: it was killed, and there may be no more processes for the moment.
    private var supervisor: Int32
    private var supervision: Supervision

    init(program: Int32, supervisor: Int32, supervision: Supervision) {
        self.program = program
        self.supervisor = supervisor
        self.supervision = supervision
    }

    mutating func run() -> Int32 {
        if plimsoll_own_process() != 1 { plimsoll_adopt_orphans() }
        if supervision.account.file != nil {
            supervision.take(within: 10_000)
            supervision.account.writeAtOnce()
        }
        var isNew = true
        while true {
            var change = plimsoll_change()
            while plimsoll_next_change(&change) == 1 {
                if change.process == supervisor {
                    switch change.kind {
                    case 1: supervisor = supervision.startAgain()
                    // Nobody else would answer.
                    case 2: plimsoll_let_go_on(supervisor)
                    default: break
                    }
                } else if change.process == program {
                    switch change.kind {
                    case 0:
                        conclude(.exited(change.value))
                        return change.value
                    case 1:
                        conclude(.signaled(change.value))
                        plimsoll_end_by_signal(change.value)
                    // Whoever waits for this process must see that its program stands still: a shell does.
                    default: if plimsoll_is_terminal_stop(program, change.value) != 0 { plimsoll_stop_self() }
                    }
                }
            }
            var signal = plimsoll_signal()
            let isSignal = plimsoll_next_signal(&signal, program, supervisor < 0 ? 50 : isNew ? 250 : -1) == 1
            // Not for a program that ends as soon as it began.
            if isNew && !isSignal {
                plimsoll_let_go_of_code()
                isNew = false
            }
            if supervisor < 0 { supervisor = supervision.startAgain() }
            guard isSignal, plimsoll_is_child_signal(signal.number) == 0 else { continue }
            // Keys pressed on the terminal have reached the program already: it is in the same group.
            if signal.is_from_kernel == 0 { _ = plimsoll_send_signal(program, signal.number) }
        }
    }

    private func conclude(_ ending: LeaseReport.Ending) {
        let account = supervision.account
        let report = account.report(ending)
        if let words = report.lastWords { GuardRun.say(words) }
        if let reason = account.write(report) { GuardRun.say(reason) }
    }
}
