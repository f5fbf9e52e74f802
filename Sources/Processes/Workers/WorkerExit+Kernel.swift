// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Fleet
internal import Glibc

extension WorkerExit {
    /// - Parameters:
    ///   - end: what the kernel told of the first process.
    ///   - oomKills: how many processes of the worker it killed for want of memory.
    ///   - wasKilledByUs: whether the engine itself sent SIGKILL.
    init(_ end: plimsoll_end, oomKills: Int, wasKilledByUs: Bool) {
        guard end.is_known != 0 else {
            self.init(verdict: oomKills > 0 ? .oomKilled : .lost, status: nil)
            return
        }
        let value = Int(end.value)
        if end.was_signalled == 0 {
            // One that only waited for the killed one passes it on as a failure of its own.
            self.init(verdict: oomKills > 0 && value != 0 ? .oomKilled : .exited, status: value)
        } else {
            let isOOM = oomKills > 0 && end.value == SIGKILL && !wasKilledByUs
            self.init(verdict: isOOM ? .oomKilled : .killed, status: 128 + value)
        }
    }
}
