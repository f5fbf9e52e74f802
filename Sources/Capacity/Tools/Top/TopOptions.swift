// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `top` was asked for.
package struct TopOptions: Equatable, Sendable {
    /// By what processes are ordered.
    package enum Field: Equatable, Sendable {
        case number, user, processor, resident, committed, time, name

        /// By the titles of `top`'s columns, in any case.
        init?(named text: String) {
            let name = String(decoding: text.utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 }, as: UTF8.self)
            switch name {
            case "PID": self = .number
            case "USER", "UID": self = .user
            case "%CPU", "CPU": self = .processor
            case "%MEM", "MEM", "RES", "RESIDENT": self = .resident
            case "COMMITTED", "DATA", "VIRT": self = .committed
            case "TIME", "TIME+": self = .time
            case "COMMAND", "NAME": self = .name
            default: return nil
            }
        }
    }

    /// Plain text, one screen after another, for scripts.
    package var isBatch = false
    package var repetition = Repetition(interval: .seconds(2), count: nil)
    package var field = Field.resident
    /// The smallest first.
    package var isAscending = false
    /// These alone; empty: all.
    package var processes: [Int32] = []

    package init() {}
}
