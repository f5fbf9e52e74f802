// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Runs the program as a child and stays: as its init, with a supervisor beside it that lends it memory.
struct Lease {
    let plan: GuardPlan
    let places: CgroupPlaces
    let options: GuardOptions
    /// Says what is in force before the program starts; told how the supervisor learns of requests.
    let announce: (LeaseMeans) -> Void

    /// Returns the exit status: of the program in this process, or why it could not be executed in the child.
    func run(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
        guard
            let reader = MemoryRoomReader(files: SystemFiles(), places: places, reserve: options.reserve),
            let page = plimsoll_shared_memory(UInt64(MemoryLayout<LeaseTally>.stride))
        else { return GuardExit.guardFailed }
        let tally = page.bindMemory(to: LeaseTally.self, capacity: 1)
        tally.initialize(to: LeaseTally())
        var sockets: (Int32, Int32) = (-1, -1)
        var ends: (Int32, Int32) = (-1, -1)
        withUnsafeMutablePointer(to: &sockets) { pair in
            pair.withMemoryRebound(to: Int32.self, capacity: 2) { _ = plimsoll_socket_pair($0) }
        }
        plimsoll_hold_signals()
        let program = plimsoll_fork()
        if program == 0 {
            plimsoll_release_signals()
            plimsoll_close(sockets.0)
            enter(sockets.1)
            return Execution.execute(arguments)
        }
        if program < 0 {
            plimsoll_release_signals()
            GuardRun.say("cannot stay beside the program: \(Execution.text(of: program)); it runs by its own limit")
            return Execution.execute(arguments)
        }
        plimsoll_close(sockets.1)
        let listener = plimsoll_take_descriptor(sockets.0)
        plimsoll_close(sockets.0)
        withUnsafeMutablePointer(to: &ends) { pair in
            pair.withMemoryRebound(to: Int32.self, capacity: 2) { _ = plimsoll_pipe($0) }
        }
        closeAllBut([2, listener, ends.0, ends.1])
        let supervision = Supervision(
            listener: listener,
            ends: ends,
            tally: tally,
            reader: reader,
            program: program,
            places: places
        )
        return Parent(program: program, supervision: supervision, tally: tally).run()
    }

    /// In the child: from here on it asks before it allocates.
    private func enter(_ socket: Int32) {
        var means = LeaseMeans.timed
        let listener = plimsoll_ask_before_allocating(LeaseRules.leastAsked, 1)
        if listener >= 0 {
            means = .asked
        } else if listener == PLIMSOLL_ALREADY_ASKED {
            means = .lentByAnother
        }
        if means != .lentByAnother && !plan.keepsInherited {
            var soft: UInt64 = 0
            var hard: UInt64 = 0
            if plimsoll_get_data_limit(0, &soft, &hard) == 0 {
                _ = plimsoll_set_data_limit(0, LeasedLimit.marked(plan.softLimit), hard)
            }
        }
        announce(means)
        _ = plimsoll_send_descriptor(socket, listener)
        if listener >= 0 { plimsoll_close(listener) }
        plimsoll_close(socket)
    }

    private func closeAllBut(_ kept: [Int32]) {
        kept.withUnsafeBufferPointer { plimsoll_close_all_but($0.baseAddress, Int32($0.count)) }
    }
}
