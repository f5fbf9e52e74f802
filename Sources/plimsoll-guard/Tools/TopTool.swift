// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// `top` of the container.
struct TopTool {
    private let reader = TopReader(files: SystemFiles(), own: plimsoll_own_process())
    private let users = UserNames(passwd: SystemFiles().bytes(at: "/etc/passwd") ?? [])
    private var options: TopOptions
    private var model: TopModel

    static func show(_ options: TopOptions) throws(ToolFailure) {
        var tool = TopTool(options)
        if options.isBatch { return try tool.printAll() }
        guard plimsoll_enter_screen() == 0 else {
            throw ToolFailure(reason: "standard input and output are no terminal; top -b -n 1 prints it once")
        }
        defer { plimsoll_leave_screen() }
        try tool.run()
    }

    private init(_ options: TopOptions) {
        self.options = options
        model = TopModel(reader.sample(allowed: GuardRun.allowedProcessors, at: Self.now))
    }

    private static var now: Duration { .nanoseconds(plimsoll_since_boot()) }

    private mutating func look() {
        model.observed(reader.sample(allowed: GuardRun.allowedProcessors, at: Self.now))
    }

    private mutating func printAll() throws(ToolFailure) {
        var shown: Int64 = 0
        var interval = Duration.milliseconds(250)
        while true {
            // Without a look before there is no telling who is busy.
            ToolRun.sleep(interval)
            look()
            var text = shown > 0 ? "\n" : ""
            for line in frame.lines(clock: WallClock.time, options: options, columns: 512, rows: nil) {
                text += "\(line)\n"
            }
            try ToolRun.print(text)
            shown += 1
            if let count = options.repetition.count, shown >= count { return }
            interval = options.repetition.interval
        }
    }

    private var frame: TopFrame { TopFrame(model, users: users) }

    private mutating func run() throws(ToolFailure) {
        var shown: Int64 = 0
        var next = Self.now + .milliseconds(250)
        try paint()
        while true {
            let rest = (next - Self.now).wholeMilliseconds
            let key = rest > 0 ? Int(plimsoll_next_key(Int32(clamping: rest))) : Int(PLIMSOLL_NO_KEY)
            if key == PLIMSOLL_NO_KEYBOARD || key == 0x71 { return }
            if key == PLIMSOLL_NO_KEY {
                if Self.now < next { continue }
                look()
                shown += 1
                next = Self.now + options.repetition.interval
            } else if key == 0x20 {
                look()
            } else if key >= 0 {
                pressed(UInt8(truncatingIfNeeded: key))
            }
            try paint()
            if let count = options.repetition.count, shown >= count { return }
        }
    }

    private mutating func pressed(_ key: UInt8) {
        switch key {
        case UInt8(ascii: "M"), UInt8(ascii: "m"): options.field = .resident
        case UInt8(ascii: "C"), UInt8(ascii: "c"): options.field = .committed
        case UInt8(ascii: "P"), UInt8(ascii: "p"): options.field = .processor
        case UInt8(ascii: "T"), UInt8(ascii: "t"): options.field = .time
        case UInt8(ascii: "N"), UInt8(ascii: "n"):
            options.field = .number
            options.isAscending = true
            return
        case UInt8(ascii: "R"), UInt8(ascii: "r"):
            options.isAscending = !options.isAscending
            return
        default: return
        }
        options.isAscending = false
    }

    /// Over what is there, so that nothing flickers; each line ends by clearing the rest of it.
    private func paint() throws(ToolFailure) {
        var columns: Int32 = 80
        var rows: Int32 = 24
        _ = plimsoll_terminal_size(1, &columns, &rows)
        let lines = frame.lines(clock: WallClock.time, options: options, columns: Int(columns), rows: Int(rows))
        var text = "\u{1B}[H"
        for (index, line) in lines.enumerated() {
            let isTitles = index == TopFrame.titleLine
            if index > 0 { text += "\r\n" }
            text += isTitles ? "\u{1B}[7m\(line)\u{1B}[K\u{1B}[0m" : "\(line)\u{1B}[K"
        }
        // Nothing may follow the last column of the last line: that would scroll.
        if lines.count < Int(rows) { text += "\u{1B}[J" }
        try ToolRun.print(text)
    }
}
