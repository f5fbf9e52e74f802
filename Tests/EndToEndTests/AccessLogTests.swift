// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting
import Testing

/// What clients and the log are told of requests, by the real program with real workers.
@Suite struct AccessLogTests {
    private struct Line: Decodable {
        var path: String?
        var status: Int?
        var verdict: String
        var service: String?
        var worker: String?
        var lineMs: Double
        var ttfbMs: Double?
        var durationMs: Double
        var refusedBytes: Int64?
        var refusedOfBytes: Int64?

        init(_ text: some StringProtocol) throws {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            self = try decoder.decode(Line.self, from: Data(text.utf8))
        }
    }

    private func lines(_ path: String) throws -> [Line] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { try Line($0) }
            .filter { $0.path != "/healthz" }
    }

    @Test(arguments: TestEngine.allCases)
    func aRefusedAllocationIsNamedInTheAnswerAndInTheLog(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let log = bed.folder + "/access.log"
            let proxy = try await bed.startProxy(
                global: ["access_log: \(log)"],
                [bed.worker(settings: ["mem_limit: 64m"])]
            )
            let first = try await proxy.get("/pid?token=hidden")
            #expect(first.header("plimsoll-memory") == nil)
            // It waited for the start, and is told so.
            let timing = try #require(first.header("server-timing"))
            for part in ["line;dur=", "start;dur=", "ready;dur=", "ttfb;dur="] { #expect(timing.contains(part)) }
            let refused = try await proxy.get("/allocate?mib=500")
            #expect(refused.status == 507)
            #expect(refused.header("plimsoll-memory") == "refused 500MiB of 64MiB", "\(refused.headers)")
            #expect(refused.header("server-timing") == nil)
            #expect(try await proxy.get("/pid").header("plimsoll-memory") == nil)
            try await eventually("three lines") { try lines(log).count == 3 }
            // Each event loop hands its lines over by itself, so their order is not that of the requests.
            let seen = try lines(log).sorted { ($0.status ?? 0, $1.lineMs) < ($1.status ?? 0, $0.lineMs) }
            #expect(seen.map(\.path) == ["/pid", "/pid", "/allocate"])
            #expect(seen.map(\.status) == [200, 200, 507])
            #expect(seen.map(\.refusedBytes) == [nil, nil, 500 << 20])
            #expect(seen[2].refusedOfBytes == 64 << 20)
            #expect(seen[0].lineMs > 0 && seen[1].lineMs == 0)
            #expect(seen.allSatisfy { $0.service == bed.full("worker") && $0.verdict == "relayed" })
            #expect(try await seen.last?.worker == proxy.status().worker)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func theSwitchesTurnItOff(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy(
                global: ["memory_header: false", "server_timing: false"],
                [bed.worker(settings: ["mem_limit: 64m"])]
            )
            let answer = try await proxy.get("/allocate?mib=500")
            #expect(answer.status == 507)
            #expect(answer.header("plimsoll-memory") == nil && answer.header("server-timing") == nil)
        }
    }

    @Test func aHangUpOpensTheFileAnewAndEndsNothing() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let log = bed.folder + "/access.log"
            let proxy = try await bed.startProxy(global: ["access_log: \(log)"], [bed.worker()])
            #expect(try await proxy.get("/pid").status == 200)
            try await eventually("a line") { try lines(log).count == 1 }
            try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
            proxy.program.signal(SIGHUP)
            try await eventually("a new file") { FileManager.default.fileExists(atPath: log) }
            #expect(try await proxy.get("/pid").status == 200)
            // What waits is written before the end.
            #expect(try await proxy.terminate() == 0)
            #expect(try lines(log).map(\.path) == ["/pid"])
        }
    }

    /// The worker dies of it: that is no refusal, and the kernel's kill is counted.
    @Test(arguments: TestEngine.allCases)
    func aKillByTheKernelIsNoRefusal(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let log = bed.folder + "/access.log"
            let service = try await bed.worker(settings: ["mem_limit: 64m", "guard: off"])
            let proxy = try await bed.startProxy(global: ["access_log: \(log)"], [service])
            #expect(try await proxy.get("/pid").status == 200)
            try await eventually("a worker that has stood") { try await proxy.status().stateSeconds > 1 }
            let answer = try await proxy.get("/allocate?mib=500")
            #expect(answer.status == 502 && answer.header("plimsoll-memory") == nil)
            try await eventually("the kill in the status") { try await proxy.status().oomKills == 1 }
            try await eventually("its line") {
                try lines(log).contains { $0.path == "/allocate" && $0.status == 502 && $0.verdict == "worker_closed" }
            }
        }
    }
}
