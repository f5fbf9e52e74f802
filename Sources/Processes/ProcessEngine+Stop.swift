// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity
package import Fleet
internal import Glibc
internal import Logging

extension ProcessEngine {
    /// How long what was sent SIGKILL may take to be gone: a process waits for a disk before it dies.
    private static let patience = Duration.seconds(10)

    package func stop(_ worker: WorkerID, grace: Duration) async throws(EngineError) {
        try adopt()
        guard let found = find(worker), found.exit == nil else { return }
        let service = found.record.service
        let graceEnds = ContinuousClock.now + grace
        workers[service]?.graceEnds = min(found.graceEnds ?? graceEnds, graceEnds)
        if found.phase == .running { found.record.process.signalGroup(SIGTERM) }
        if await end(of: worker, within: grace) { return }
        try checkCancellation(worker)
        workers[service]?.graceEnds = .now
        if find(worker)?.phase == .running { workers[service]?.wasKilledByUs = true }
        found.record.killAll()
        if await end(of: worker, within: Self.patience) { return }
        try checkCancellation(worker)
        throw EngineError(
            .timedOut,
            "processes of '\(service)' still live \(Self.patience) after SIGKILL; look at what they wait for"
        )
    }

    private func checkCancellation(_ worker: WorkerID) throws(EngineError) {
        guard Task.isCancelled else { return }
        throw EngineError(.timedOut, "nobody waits for the stop of worker \(worker) any more")
    }

    /// The first process has ended, by itself or not: ends what is left, tells how it ended, and cleans up.
    func firstProcessEnded(_ id: WorkerID) async {
        guard let worker = find(id), worker.phase == .running else { return }
        let record = worker.record
        workers[record.service]?.phase = .ending
        await outlive(record)
        var end = plimsoll_end()
        plimsoll_reap(record.process.pid, &end)
        let wasKilledByUs = workers[record.service]?.wasKilledByUs ?? false
        let exit = WorkerExit(end, oomKills: record.cgroup.usage().oomKills ?? 0, wasKilledByUs: wasKilledByUs)
        await remove(record.cgroup, of: record.service)
        close(record.service, with: exit)
        log.info(
            "worker ended",
            metadata: [
                "service": "\(record.service)", "worker": "\(id)", "verdict": "\(worker.word(for: exit))",
                "status": "\(exit.status.map(String.init) ?? "unknown")",
            ]
        )
    }

    /// Gives the rest of a worker its grace, then kills it, and returns when nothing of it lives, or will not die.
    private func outlive(_ record: WorkerRecord) async {
        var pause = Duration.milliseconds(1)
        var mayLiveUntil: ContinuousClock.Instant?
        while !record.survivors().isEmpty {
            let now = ContinuousClock.now
            if now >= workers[record.service]?.graceEnds ?? now {
                let end = mayLiveUntil ?? now + Self.patience
                mayLiveUntil = end
                if now >= end { break }
                record.killAll()
            }
            // Not a wait for time but for the kernel, which does not tell when a cgroup of v1 or a session is empty.
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(20))
        }
    }

    private func remove(_ cgroup: WorkerCgroup, of service: ServiceName) async {
        // The kernel counts a process as a member for an instant after it has ceased to list it.
        for _ in 0..<50 {
            if cgroup.remove() { return cgroup.removeEmptyHomes() }
            try? await Task.sleep(for: .milliseconds(10))
        }
        log.warning("cannot remove a worker's cgroup", metadata: ["service": "\(service)"])
    }

    private func end(of worker: WorkerID, within time: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.end(of: worker) != nil }
            group.addTask {
                try? await Task.sleep(for: time)
                return false
            }
            let hasEnded = await group.next() ?? false
            group.cancelAll()
            return hasEnded
        }
    }
}
