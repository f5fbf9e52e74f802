// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The supervisor as its parent sees it: started, and started again when somebody kills it.
struct Supervision {
    /// Where the program sends the descriptor on which it asks: twice, as each message is taken once.
    let socket: Int32
    private var ends: plimsoll_ends
    private(set) var account: LeaseAccount
    let options: GuardOptions
    let limitsHold: Bool
    /// Known as soon as it was started, or taken from the socket.
    var program: Int32 = 0
    let places: CgroupPlaces
    /// Nil: not taken from the socket yet.
    private var listener: Int32?

    init(
        socket: Int32,
        ends: plimsoll_ends,
        account: LeaseAccount,
        options: GuardOptions,
        limitsHold: Bool,
        places: CgroupPlaces
    ) {
        self.socket = socket
        self.ends = ends
        self.account = account
        self.options = options
        self.limitsHold = limitsHold
        self.places = places
    }

    static func means(of listener: Int32, _ options: GuardOptions) -> LeaseMeans {
        if listener >= 0 { return .asked }
        if listener == PLIMSOLL_ALREADY_ASKED { return .lentByAnother }
        return options.isTimed ? .timed : .timedForWant
    }

    /// Starts it, trying for a moment where there may be no more processes. Returns its process number, or below zero.
    mutating func startAtFirst() -> Int32 {
        for _ in 0..<4 {
            let process = start()
            if process >= 0 { return process }
            var first: Int32 = 0
            var second: Int32 = 0
            plimsoll_wait(-1, -1, 50, &first, &second)
        }
        return start()
    }

    /// Starts another one. Returns its process number, or below zero.
    mutating func startAgain() -> Int32 {
        take(within: 0)
        return start()
    }

    /// Learns by what means memory is lent, which the program tells as soon as it is about to begin.
    mutating func take(within milliseconds: Int32) {
        if listener != nil { return }
        var isThere: Int32 = 0
        var guardEnd: Int32 = 0
        plimsoll_wait(socket, ends.second < 0 ? ends.first : -1, milliseconds, &isThere, &guardEnd)
        if isThere == 0 { return }
        let taken = plimsoll_take_descriptor(socket, &program)
        listener = taken
        account.means = Self.means(of: taken, options)
        plimsoll_close(socket)
    }

    private mutating func start() -> Int32 {
        let process = plimsoll_fork()
        if process != 0 { return process }
        supervise()
        plimsoll_exit(0)
        return 0
    }

    private mutating func supervise() {
        plimsoll_leave_session()
        plimsoll_set_name("plimsoll-lease")
        [2, listener ?? socket, ends.first].withUnsafeBufferPointer {
            plimsoll_close_all_but($0.baseAddress, Int32($0.count))
        }
        ends.second = -1
        let reader = MemoryRoomReader(
            files: SystemFiles(keepingOpen: true),
            places: places,
            reserve: options.reserve,
            share: options.faults.share
        )
        take(within: -1)
        guard let listener, listener != PLIMSOLL_ALREADY_ASKED else { return }
        if listener >= 0 {
            var supervisor = Supervisor(
                listener: listener,
                guardEnd: ends.first,
                program: program,
                account: account,
                options: options,
                limitsHold: limitsHold,
                places: places,
                reader: reader
            )
            supervisor.run()
        } else if let reader {
            var lender = TimedLender(
                program: program,
                guardEnd: ends.first,
                places: places,
                reader: reader,
                warnSignal: options.warnSignal
            )
            lender.run()
        }
    }
}
