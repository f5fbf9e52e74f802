// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Foundation
internal import Testing

@testable import Docker

/// What is made of the engine's words about a container.
struct ReadingsTests {
    private func exit(_ status: String, code: Int?, oom: Bool? = nil) -> WorkerExit? {
        WorkerExit(ContainerInspection.State(status: status, oomKilled: oom, exitCode: code))
    }

    @Test func memoryKillIsReadFromTheFlagAndNeverFrom137() {
        #expect(exit("exited", code: 137) == WorkerExit(verdict: .killed, status: 137))
        #expect(exit("exited", code: 137, oom: true) == WorkerExit(verdict: .oomKilled, status: 137))
        #expect(exit("exited", code: 0, oom: true) == WorkerExit(verdict: .oomKilled, status: 0))
        #expect(exit("exited", code: 0) == WorkerExit(verdict: .exited, status: 0))
        #expect(exit("exited", code: 128) == WorkerExit(verdict: .exited, status: 128))
        #expect(exit("exited", code: 255) == WorkerExit(verdict: .exited, status: 255))
        #expect(exit("dead", code: nil) == WorkerExit(verdict: .exited, status: nil))
    }

    @Test(arguments: ["running", "created", "paused", "restarting", "removing"])
    func whatHasNotEndedHasNoExit(_ status: String) {
        #expect(exit(status, code: 0) == nil)
    }

    private func usage(_ json: String) throws -> ResourceUsage? {
        ResourceUsage(try JSONDecoder().decode(ContainerStats.self, from: Data(json.utf8)))
    }

    @Test func usageOfTheFirstCgroupVersionIsRead() throws {
        let usage = try usage(
            #"""
            {"pids_stats":{"current":3},"cpu_stats":{"cpu_usage":{"total_usage":96749076}},"memory_stats":{"usage":20684800,
            "max_usage":20983808,"limit":67108864,"stats":{"inactive_file":1,"total_inactive_file":8892416}}}
            """#
        )
        let expected = ResourceUsage(
            memory: ByteCount(bytes: 20_684_800 - 8_892_416),
            memoryPeak: ByteCount(bytes: 20_983_808),
            memoryLimit: .mebibytes(64),
            cpuTime: .nanoseconds(96_749_076),
            processes: 3
        )
        #expect(usage == expected)
    }

    @Test func usageOfTheSecondCgroupVersionIsRead() throws {
        let usage = try usage(#"{"memory_stats":{"usage":1000,"stats":{"inactive_file":400}}}"#)
        #expect(usage == ResourceUsage(memory: ByteCount(bytes: 600)))
    }

    @Test func stoppedContainerUsesNothing() throws {
        #expect(try usage("{}") == nil)
        #expect(try usage(#"{"memory_stats":{},"pids_stats":{}}"#) == nil)
        #expect(try usage(#"{"memory_stats":{"usage":0},"pids_stats":{"current":0}}"#) == nil)
    }

    @Test func figuresBeyondMeasureAreCut() throws {
        let usage = try usage(
            #"{"memory_stats":{"usage":18446744073709551615,"stats":{"inactive_file":18446744073709551615}}}"#
        )
        #expect(usage?.memory == ByteCount(bytes: .max))
    }

    private func outcome(_ status: Int, _ message: String) -> StartRefusal? {
        let body = Data("{\"message\":\"\(message)\"}".utf8)
        return StartRefusal(EngineReply(status: status, body: body), service: "thumbs")
    }

    @Test func startThatHappenedIsNoRefusal() {
        #expect(outcome(204, "") == nil)
        #expect(outcome(304, "") == nil)
    }

    @Test(arguments: [
        (404, "No such container: x", true, EngineError.Reason.gone),
        (500, "task 12ab already exists: unknown", true, .gone),
        (409, "container is marked for removal and cannot be started", true, .gone),
        (404, "network x not found", true, .gone),
        (400, "OCI runtime create failed: exec: x: not found", false, .invalidSpec),
        (500, "OCI runtime create failed: x", false, .invalidSpec),
        (500, "Bind for 127.0.0.1:80 failed: port is already allocated", false, .broken),
        (500, "write x: no space left on device", false, .noSpace),
        (500, "anything else", false, .broken),
    ])
    func refusalTellsWhetherAnotherContainerMayDoBetter(
        _ status: Int,
        _ message: String,
        _ isWorthRemaking: Bool,
        _ reason: EngineError.Reason
    ) throws {
        let refusal = try #require(outcome(status, message))
        #expect(refusal.isWorthRemaking == isWorthRemaking)
        #expect(refusal.error.reason == reason)
        #expect(refusal.error.message.hasPrefix("cannot start 'thumbs': the Docker engine says: \(message)"))
    }
}
