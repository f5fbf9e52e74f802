// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Runs the program as a child and stays: as its init, with a supervisor beside it that lends it memory.
///
/// A start waits for as little as can be: the child sends the descriptor on which it asks, once for the supervisor and once for this
/// process, which takes it only when it has to start another supervisor.
struct Lease {
    let plan: GuardPlan
    let places: CgroupPlaces
    /// The container's.
    let limit: ByteCount
    let options: GuardOptions
    /// Whether the kernel heeds RLIMIT_DATA.
    let limitsHold: Bool
    /// What the program has to be told whatever becomes of the supervisor.
    let prepare: () -> Void
    /// Says what is in force before the program starts; told how the supervisor learns of requests, nil: there is none.
    let announce: (LeaseMeans?) -> Void

    /// Returns the exit status: of the program in this process, or why it could not be executed in the child.
    func run(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
        guard let page = plimsoll_shared_memory(UInt64(MemoryLayout<LeaseTally>.stride)) else {
            return unaccompanied("no memory", arguments)
        }
        let tally = page.bindMemory(to: LeaseTally.self, capacity: 1)
        tally.initialize(to: LeaseTally())
        let sockets = plimsoll_socket_pair()
        let ends = plimsoll_pipe()
        plimsoll_hold_signals()
        var supervision = Supervision(
            socket: sockets.first,
            ends: ends,
            account: LeaseAccount(places: places, limit: limit, tally: tally, file: options.report),
            options: options,
            limitsHold: limitsHold,
            places: places
        )
        // First: a program that nobody answers could not be helped.
        let supervisor = supervision.startAtFirst()
        var child = Child(lease: self, socket: sockets.second, arguments: arguments)
        let program = supervisor < 0 ? supervisor : Self.start(&child)
        if program < 0 {
            // With the last of these the supervisor ends, too.
            for descriptor in [sockets.first, sockets.second, ends.first, ends.second] { plimsoll_close(descriptor) }
            var change = plimsoll_change()
            if supervisor > 0 { _ = plimsoll_await_end(supervisor, &change) }
            plimsoll_release_signals()
            return unaccompanied(Execution.text(of: program), arguments)
        }
        supervision.program = program
        [2, sockets.first, ends.first, ends.second].withUnsafeBufferPointer {
            plimsoll_close_all_but($0.baseAddress, Int32($0.count))
        }
        var parent = Parent(program: program, supervisor: supervisor, supervision: supervision)
        return parent.run()
    }

    private struct Child {
        let lease: Lease
        let socket: Int32
        let arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    }

    private static func start(_ child: inout Child) -> Int32 {
        withUnsafeMutablePointer(to: &child) { child in
            plimsoll_start_becoming(
                { context in
                    guard let child = context?.assumingMemoryBound(to: Child.self).pointee else { return }
                    plimsoll_release_signals()
                    plimsoll_exit(child.lease.enter(child.socket, child.arguments))
                },
                child
            )
        }
    }

    /// Becomes the program by its own limit, as in mode static.
    private func unaccompanied(_ reason: String, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>)
        -> Int32
    {
        let shortfall = "cannot stay beside the program: \(reason)"
        if options.isStrict {
            GuardRun.say(shortfall)
            return GuardExit.guardFailed
        }
        GuardRun.say("\(shortfall); mode static limits each of its processes by itself")
        if let file = options.report {
            _ = RecordFile.write(GuardRecord(mode: .static, reason: shortfall, limit: limit), to: file)
        }
        prepare()
        announce(nil)
        setOwnLimit()
        return Execution.execute(arguments)
    }

    /// In the child, which has this process's memory: becomes the program, which asks before it allocates.
    private func enter(_ socket: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
        prepare()
        let listener =
            options.isTimed ? -1 : plimsoll_ask_before_allocating(LeaseRules.leastAsked, LeaseRules.block, 1)
        // First of all: from now on this process waits for an answer, too, whenever it allocates.
        // Guarded by LeaseParentTests.aProgramOfAnyCommandLineStarts.
        _ = plimsoll_send_descriptor(socket, listener)
        _ = plimsoll_send_descriptor(socket, listener)
        if listener >= 0 { plimsoll_close(listener) }
        plimsoll_close(socket)
        let means = Supervision.means(of: listener, options)
        if means == .timedForWant && !options.explains {
            GuardRun.say("processes cannot be asked here (seccomp): mode lease lends by the clock, as with --timed")
        }
        if means == .lentByAnother, let option = options.leaseOption {
            GuardRun.say("another guard lends the memory here: \(option) changes nothing")
        }
        announce(means)
        // What was found is told before what is set.
        if means != .lentByAnother { setOwnLimit() }
        return Execution.execute(arguments, unasked: means == .asked)
    }

    private func setOwnLimit() {
        if plan.keepsInherited { return }
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        if plimsoll_get_data_limit(0, &soft, &hard) == 0 {
            _ = plimsoll_set_data_limit(0, LeasedLimit.marked(plan.softLimit), hard)
        }
    }
}
