// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// What the demo shows, step by step; each throws `DemoFailure` unless it was seen to happen.
struct DemoSteps {
    let client: DemoClient
    let supervisor: FleetSupervisor
    let stage: DemoStage
    let report: DemoReport

    func run() async throws {
        let pid = try await firstRequest()
        try await secondRequest(pid)
        try await itsLimits()
        try await overAllocation(pid)
        try await withoutTheGuard()
        try await idle()
    }

    private func firstRequest() async throws -> Int {
        let answer = try await client.get("/guarded/")
        guard answer.status == 200, let pid = answer.body?.pid else {
            let why = answer.body?.message ?? "no answer of the worker"
            throw DemoFailure("the first request was answered \(answer.status): \(why)")
        }
        let parts = try await status(of: stage.guarded.name).lastStart.filter { $0.name != "total" }
        let text = parts.map { "\($0.name) \($0.duration.inMilliseconds)" }.joined(separator: ", ")
        report.step("first request", "200 in \(answer.took.inMilliseconds), worker started for it: \(text)")
        return pid
    }

    private func secondRequest(_ pid: Int) async throws {
        let answer = try await client.get("/guarded/")
        guard answer.status == 200, answer.body?.pid == pid else {
            throw DemoFailure("the second request was answered \(answer.status) by another worker")
        }
        report.step("second request", "200 in \(answer.took.inMilliseconds), by the same worker process (pid \(pid))")
    }

    private func itsLimits() async throws {
        let answer = try await client.get("/guarded/limits")
        guard answer.status == 200, let seen = answer.body, let budget = seen.dataLimit else {
            throw DemoFailure("the worker sees no limit of the guard (RLIMIT_DATA)")
        }
        if stage.hasCgroup, seen.cgroupLimit == nil, stage.seesOwnCgroup {
            throw DemoFailure("the worker sees no limit in its cgroup")
        }
        let cgroup = seen.cgroupLimit.map { "cgroup \(ByteCount(bytes: $0)), " } ?? ""
        report.step("its limits, as it sees them", "\(cgroup)RLIMIT_DATA \(ByteCount(bytes: budget)) by the guard")
    }

    private func overAllocation(_ pid: Int) async throws {
        let answer = try await client.get("/guarded/allocate")
        guard answer.status == 200, answer.body?.raised == "MemoryError" else {
            throw DemoFailure("the over-allocation was answered \(answer.status), not with a MemoryError")
        }
        let after = try await client.get("/guarded/")
        guard after.body?.pid == pid, after.body?.born == answer.body?.born else {
            throw DemoFailure("the worker that was to survive is another one now")
        }
        report.step(
            "bytearray(4000*1024*1024)",
            "MemoryError, answered in \(answer.took.inMilliseconds); the same process (pid \(pid)) serves on"
        )
    }

    private func withoutTheGuard() async throws {
        guard stage.hasCgroup else {
            throw DemoFailure("without cgroups nothing limits a worker that has no guard: \(stage.description)")
        }
        let before = try await client.get("/bare/")
        guard before.status == 200 else {
            throw DemoFailure("the worker without guard did not start: \(before.status)")
        }
        let answer = try await client.get("/bare/fill")
        guard answer.status == 502 else {
            throw DemoFailure("the over-allocation without guard was answered \(answer.status); a kill was expected")
        }
        let name = stage.bare.name
        try await wait("the kill is detected", atMost: .seconds(10)) { try await status(of: name).lastExit != nil }
        let seen = try await status(of: name)
        guard seen.lastExit?.verdict == .oomKilled, seen.oomKills == 1 else {
            let verdict = seen.lastExit?.verdict.rawValue ?? "nothing"
            throw DemoFailure("the kill was taken for '\(verdict)', \(seen.oomKills) OOM kills counted")
        }
        report.step(
            "the same without the guard",
            "502: verdict oom-killed, by the kernel's count \(seen.oomKills) kill"
        )
    }

    private func idle() async throws {
        let name = stage.guarded.name
        guard let timeout = stage.guarded.idleTimeout else { return }
        let answer = try await client.get("/guarded/")
        guard answer.status == 200 else { throw DemoFailure("the worker no longer answers: \(answer.status)") }
        let begin = ContinuousClock.now
        try await wait("the idle worker stops", atMost: timeout + .seconds(20)) {
            try await status(of: name).state == .asleep
        }
        let took = ContinuousClock.now - begin
        guard took >= timeout else { throw DemoFailure("it was stopped after \(took.inMilliseconds), too early") }
        report.step(
            "idle for \(timeout.inMilliseconds)",
            "worker stopped, service asleep \(took.inMilliseconds) after its last request"
        )
    }

    private func status(of name: ServiceName) async throws -> ServiceStatus {
        guard let status = await supervisor.status().services.first(where: { $0.name == name }) else {
            throw DemoFailure("the proxy knows no service '\(name)'")
        }
        return status
    }

    private func wait(_ what: String, atMost limit: Duration, until condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                throw DemoFailure("within \(limit.inMilliseconds) not seen that \(what)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

extension Duration {
    /// With one decimal below 10 ms, truncated.
    fileprivate var inMilliseconds: String {
        let tenths = Int64(self / .microseconds(100))
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) ms" : "\(tenths / 10) ms"
    }
}
