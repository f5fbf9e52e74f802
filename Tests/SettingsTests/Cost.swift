// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What a piece of work took.
struct Cost: CustomStringConvertible {
    /// Processor time of this thread: other tests run beside it.
    let seconds: Double
    /// How far the process grew at its widest.
    let growth: Int

    /// The bound is 1 s for the program as it is shipped; unoptimised and beside other work it takes several times as long.
    #if DEBUG
    private static let mostSeconds = 4.0
    #else
    private static let mostSeconds = 1.0
    #endif

    var isBounded: Bool { seconds < Self.mostSeconds && growth < 100 << 20 }
    var description: String { "\(seconds) s, \(growth >> 20) MiB" }

    static func of(_ work: () -> Void) -> Cost {
        // Sets the process's high-water mark back to what it holds now.
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let before = (time: threadTime(), memory: highWaterMark())
        work()
        return Cost(seconds: threadTime() - before.time, growth: highWaterMark() - before.memory)
    }

    private static func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func highWaterMark() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}
