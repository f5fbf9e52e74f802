// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The program's parent: passes signals on, reaps orphans, stops when it is stopped, and ends as it ends.
struct Parent {
    let program: Int32
    let supervision: Supervision
    let account: LeaseAccount

    func run() -> Int32 {
        if plimsoll_own_process() != 1 { plimsoll_adopt_orphans() }
        var supervisor = supervision.start()
        // What is in force is told at once. Where it cannot be written, that is said at the end.
        _ = account.write(account.report(nil))
        plimsoll_let_go_of_code()
        while true {
            var change = plimsoll_change()
            while plimsoll_next_change(&change) == 1 {
                if change.process == supervisor {
                    if change.kind == 1 { supervisor = supervision.start() }
                } else if change.process == program {
                    switch change.kind {
                    case 0:
                        conclude(.exited(change.value))
                        return change.value
                    case 1:
                        conclude(.signaled(change.value))
                        plimsoll_end_by_signal(change.value)
                    // Whoever waits for this process must see that its program stands still: a shell does.
                    default: if plimsoll_is_terminal_stop(change.value) != 0 { plimsoll_stop_self() }
                    }
                }
            }
            var signal = plimsoll_signal()
            guard plimsoll_next_signal(&signal) == 1, plimsoll_is_child_signal(signal.number) == 0 else { continue }
            // Keys pressed on the terminal have reached the program already: it is in the same group.
            if signal.is_from_kernel == 0 { _ = plimsoll_send_signal(program, signal.number) }
        }
    }

    private func conclude(_ ending: LeaseReport.Ending) {
        let report = account.report(ending)
        if let words = report.lastWords { GuardRun.say(words) }
        if let reason = account.write(report) { GuardRun.say(reason) }
    }
}
