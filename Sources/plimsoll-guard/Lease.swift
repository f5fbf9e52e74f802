// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Runs the program as a child and stays: as its init, with a supervisor beside it that lends it memory.
struct Lease {
    let plan: GuardPlan
    let places: CgroupPlaces
    let options: GuardOptions
    /// Whether the kernel heeds RLIMIT_DATA.
    let limitsHold: Bool
    /// Says what is in force before the program starts; told how the supervisor learns of requests.
    let announce: (LeaseMeans) -> Void

    /// Returns the exit status: of the program in this process, or why it could not be executed in the child.
    func run(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
        guard let page = plimsoll_shared_memory(UInt64(MemoryLayout<LeaseTally>.stride)) else {
            return unaccompanied("no memory", arguments)
        }
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
            return unaccompanied(Execution.text(of: program), arguments)
        }
        plimsoll_close(sockets.1)
        // While the child goes about its own: a start waits for little of this.
        let reader = MemoryRoomReader(
            files: SystemFiles(),
            places: places,
            reserve: options.reserve,
            share: options.faults.share
        )
        let listener = plimsoll_take_descriptor(sockets.0)
        plimsoll_close(sockets.0)
        withUnsafeMutablePointer(to: &ends) { pair in
            pair.withMemoryRebound(to: Int32.self, capacity: 2) { _ = plimsoll_pipe($0) }
        }
        closeAllBut([2, listener, ends.0, ends.1])
        let account = LeaseAccount(
            means: means(of: listener),
            places: places,
            limit: reader?.limit ?? .zero,
            tally: tally,
            file: options.report
        )
        let supervision = Supervision(
            listener: listener,
            ends: ends,
            account: account,
            options: options,
            limitsHold: limitsHold,
            reader: reader,
            program: program,
            places: places
        )
        return Parent(program: program, supervision: supervision, account: account).run()
    }

    /// Becomes the program by its own limit, as in mode static.
    private func unaccompanied(_ reason: String, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>)
        -> Int32
    {
        let shortfall = "cannot stay beside the program: \(reason)"
        GuardRun.say("\(shortfall); each of its processes has the whole limit")
        if let file = options.report {
            _ = RecordFile.write(GuardRecord(mode: .static, reason: shortfall), to: file)
        }
        setOwnLimit()
        return Execution.execute(arguments)
    }

    /// In the child: from here on it asks before it allocates.
    private func enter(_ socket: Int32) {
        let listener =
            options.isTimed ? -1 : plimsoll_ask_before_allocating(LeaseRules.leastAsked, LeaseRules.block, 1)
        // First of all: from now on this process waits for an answer, too, whenever it allocates.
        // Guarded by LeaseParentTests.aProgramOfAnyCommandLineStarts.
        _ = plimsoll_send_descriptor(socket, listener)
        if listener >= 0 { plimsoll_close(listener) }
        plimsoll_close(socket)
        let means = means(of: listener)
        if means != .lentByAnother { setOwnLimit() }
        if means == .timedForWant && !options.explains {
            GuardRun.say("processes cannot be asked here (seccomp): mode lease lends by the clock, as with --timed")
        }
        announce(means)
    }

    private func setOwnLimit() {
        if plan.keepsInherited { return }
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        if plimsoll_get_data_limit(0, &soft, &hard) == 0 {
            _ = plimsoll_set_data_limit(0, LeasedLimit.marked(plan.softLimit), hard)
        }
    }

    private func means(of listener: Int32) -> LeaseMeans {
        if listener >= 0 { return .asked }
        if listener == PLIMSOLL_ALREADY_ASKED { return .lentByAnother }
        return options.isTimed ? .timed : .timedForWant
    }

    private func closeAllBut(_ kept: [Int32]) {
        kept.withUnsafeBufferPointer { plimsoll_close_all_but($0.baseAddress, Int32($0.count)) }
    }
}
