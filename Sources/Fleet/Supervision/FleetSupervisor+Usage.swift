// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

extension FleetSupervisor {
    /// Reads the usage of the workers that serve, now and then: a child that the kernel kills while its parent lives shows only there.
    func sampleUsage() async {
        while (try? await time.sleep(until: time.now + .seconds(2))) != nil {
            await refreshSamples(olderThan: .seconds(1))
        }
    }

    func refreshSamples(olderThan age: Duration) async {
        let now = time.now
        let due = state.liveWorkers.filter { worker in
            guard let sample = samples[worker.service], sample.worker == worker.id else { return true }
            return now - sample.takenAt > age
        }
        guard !due.isEmpty else { return }
        await withDiscardingTaskGroup { group in
            for worker in due { group.addTask { await self.sample(worker) } }
        }
    }

    private func sample(_ worker: LiveWorker) async {
        guard let definition = state.definition(of: worker.service),
            let engine = roster.engine(for: definition.workload),
            let usage = try? await engine.usage(of: worker.id)
        else { return }
        samples[worker.service] = UsageSample(usage, of: worker.id, at: time.now, after: samples[worker.service])
        if let oomKills = usage.oomKills, oomKills > 0 {
            happened(.oomKillsSeen(worker.service, worker.id, oomKills))
        }
    }
}
