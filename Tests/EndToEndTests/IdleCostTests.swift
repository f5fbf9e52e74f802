// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting
import Testing

/// What a proxy costs that has nothing to do. The bar itself is held by `make bench-idle`, on an optimised build; these bounds are
/// for the one that the tests run.
@Suite struct IdleCostTests {
    @Test func hundredSleepingServicesCostNextToNothing() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let services = try await (0..<100).asyncMap { try await bed.worker("w\($0)", path: "/w\($0)") }
            let proxy = try await bed.startProxy(services)
            #expect(try await proxy.get("/w50/").status == 200)
            #expect(try await proxy.order("stop", "w50").status == 200)
            let memory = try Self.residentKilobytes(of: proxy.program.pid)
            #expect(memory < 100 << 10, "\(memory) KB resident")

            let before = try Self.processorTicks(of: proxy.program.pid)
            let begin = ContinuousClock.now
            try await eventually("the end of the watch") { ContinuousClock.now - begin > .seconds(5) }
            let ticks = try Self.processorTicks(of: proxy.program.pid) - before
            // 1 tick is 10 ms: 1 % of one processor.
            #expect(ticks <= 5, "\(ticks) ticks of processor time in 5 s")
        }
    }

    private static func residentKilobytes(of pid: pid_t) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    }

    /// Used in user and in system mode: proc(5), stat, fields 14 and 15.
    private static func processorTicks(of pid: pid_t) throws -> Int {
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
        return try #require(Int(fields[11])) + #require(Int(fields[12]))
    }
}
