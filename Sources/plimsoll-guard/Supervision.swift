// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The supervisor as its parent sees it: started, and started again when somebody kills it.
struct Supervision {
    let listener: Int32
    let ends: (Int32, Int32)
    let account: LeaseAccount
    let options: GuardOptions
    let limitsHold: Bool
    /// Nil where the limit could not be read again: then there is nothing to lend by.
    let reader: MemoryRoomReader<SystemFiles>?
    let program: Int32
    let places: CgroupPlaces

    /// Starts it. Returns its process number, or 0 when there is nothing to supervise.
    func start() -> Int32 {
        if listener == PLIMSOLL_ALREADY_ASKED { return 0 }
        var process = plimsoll_fork()
        while process < 0 {
            // As many processes as there may be, for the moment; and nobody else answers.
            var first: Int32 = 0
            var second: Int32 = 0
            plimsoll_wait(-1, -1, 50, &first, &second)
            process = plimsoll_fork()
        }
        if process > 0 { return process }
        plimsoll_leave_session()
        plimsoll_set_name("plimsoll-lease")
        [2, listener, ends.0].withUnsafeBufferPointer { plimsoll_close_all_but($0.baseAddress, Int32($0.count)) }
        plimsoll_let_go_of_code()
        if listener >= 0 {
            var supervisor = Supervisor(
                listener: listener,
                guardEnd: ends.0,
                program: program,
                account: account,
                options: options,
                limitsHold: limitsHold,
                reader: reader
            )
            supervisor.run()
        } else if let reader {
            var lender = TimedLender(
                program: program,
                guardEnd: ends.0,
                places: places,
                reader: reader,
                warnSignal: options.warnSignal
            )
            lender.run()
        }
        plimsoll_exit(0)
        return 0
    }
}
