// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Fleet
import Foundation
import PlimsollTesting
import Testing

@testable import Proxy

/// What a response tells of a refused allocation.
struct ResponseNotesTests {
    private struct Records: GuardRecords {
        /// Of the refusal, whenever somebody asks.
        var age: Duration?

        func record(of service: ServiceName) -> GuardRecord? {
            guard service == "w1", let age else { return nil }
            var record = GuardRecord(mode: .lease, means: .asked, limit: .mebibytes(256))
            record.lastRefusal = MemoryRefusal(
                process: 7,
                name: "python3",
                size: .mebibytes(64),
                left: .zero,
                time: .milliseconds(Int64(Date().timeIntervalSince1970 * 1000)) - age
            )
            return record
        }
    }

    private static let request = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

    private func answer(_ status: String, _ age: Duration?, namesRefusals: Bool = true) async throws -> String {
        var options = TestProxy.Options()
        options.guardRecords = Records(age: age)
        options.namesRefusals = namesRefusals
        let script: StubWorker.Script = { connection in
            let forged = "Plimsoll-Memory: forged\r\nplimsoll-memory: refused 1B of 1B\r\n"
            while let _ = try await connection.takeHead(within: .seconds(60)) {
                try await connection.send("HTTP/1.1 \(status)\r\n\(forged)Content-Length: 0\r\n\r\n")
            }
        }
        return try await TestProxy.run(options, script: script) { try await $0.exchange(Self.request) }
    }

    @Test(arguments: ["500 Oops", "503 Busy", "507 Full"])
    func aRefusalShortlyBeforeIsNamed(status: String) async throws {
        let answer = try await answer(status, .milliseconds(100))
        #expect(answer.contains("\r\nPlimsoll-Memory: refused 64MiB of 256MiB\r\n"), "\(answer)")
    }

    @Test func aWorkersOwnWordIsDroppedAlways() async throws {
        for status in ["200 OK", "404 None", "500 Oops"] {
            let answer = try await answer(status, nil)
            #expect(!answer.lowercased().contains("plimsoll-memory"), "\(answer)")
        }
    }

    @Test func anAnswerBelow500NamesNone() async throws {
        let answer = try await answer("429 Later", .zero)
        #expect(!answer.lowercased().contains("plimsoll-memory"))
    }

    @Test func anOldRefusalIsNotNamed() async throws {
        let answer = try await answer("500 Oops", .seconds(30))
        #expect(!answer.lowercased().contains("plimsoll-memory"))
    }

    @Test func theSwitchTurnsItOff() async throws {
        let answer = try await answer("500 Oops", .zero, namesRefusals: false)
        #expect(!answer.lowercased().contains("plimsoll-memory"))
    }

    @Test(arguments: [
        (0, 0, true), (1999, 0, true), (2001, 0, false), (2001, 3000, true), (-900, 0, true), (-60_000, 0, false),
    ]) func itCountsDuringTheRequestOrTwoSecondsBefore(age: Int64, duration: Int64, isNamed: Bool) {
        var record = GuardRecord(mode: .lease, limit: .mebibytes(1))
        record.lastRefusal = MemoryRefusal(
            process: 1,
            name: "",
            size: .mebibytes(1),
            left: .zero,
            time: .seconds(1000) - .milliseconds(age)
        )
        var story = RequestStory()
        story.told(record, at: .seconds(1000), requestTook: .milliseconds(duration))
        #expect((story.refusal != nil) == isNamed)
    }

    @Test func aWorkerThatWasReadyBeforeShowsNoStart() {
        let times = StartTimes(engine: .milliseconds(5), answer: .milliseconds(7))
        func worker(_ epoch: UInt64, _ start: StartTimes?) -> LiveWorker {
            LiveWorker(service: "w", id: WorkerID("1"), endpoint: .unix(path: "/"), epoch: epoch, start: start)
        }
        var atOnce = RequestStory()
        atOnce.leased(worker(3, times))
        #expect(!atOnce.hasSeenStart)
        var behind = RequestStory()
        behind.stoodInLine(behind: 3)
        behind.leased(worker(3, times))
        #expect(!behind.hasSeenStart)
        var cold = RequestStory()
        cold.stoodInLine(behind: 0)
        cold.leased(worker(4, times))
        #expect(cold.hasSeenStart)
    }
}
