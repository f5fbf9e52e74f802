// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Logging

extension DockerEngine {
    package func exit(of worker: WorkerID) async throws(EngineError) -> WorkerExit {
        guard let id = ContainerID(worker.text) else { return WorkerExit(verdict: .lost, status: nil) }
        var backoff = Backoff()
        var watch = memoryKillWatches.take(of: id)
        while true {
            do throws(EngineError) {
                guard let inspection = try await api.container(id) else {
                    return WorkerExit(verdict: .lost, status: nil)
                }
                if let exit = WorkerExit(inspection.state) {
                    return await confirmed(exit, of: id, inspection.state, watch)
                }
                if watch == nil, settings.address.isLocal { watch = MemoryKillWatch(of: id, inspection.state) }
                // Asked anew now and then: a connection may die without a sign.
                _ = try await api.waitUntilStopped(id, atMost: .seconds(300))
                backoff.succeeded()
            } catch {
                if Task.isCancelled { throw error }
                switch error.reason {
                case .timedOut: continue
                case .permissionDenied, .invalidSpec: throw error
                default: break
                }
                // The worker runs on while its engine is away.
                log.debug("cannot watch a worker", metadata: ["worker": "\(id.short)", "reason": "\(error.message)"])
                do {
                    try await Task.sleep(for: backoff.delay())
                } catch {
                    throw EngineError(.unavailable, "given up watching container \(id.short)")
                }
            }
        }
    }

    /// An end without the engine's flag, looked at again: it misses some kills for want of memory, of the worker and of its children.
    private func confirmed(
        _ exit: WorkerExit,
        of id: ContainerID,
        _ state: ContainerInspection.State?,
        _ watch: MemoryKillWatch?
    ) async -> WorkerExit {
        guard exit.verdict != .oomKilled, let state else { return exit }
        let memoryKill = WorkerExit(verdict: .oomKilled, status: exit.status)
        let isLikely = exit == WorkerExit(verdict: .killed, status: 137)
        if let watch, await watch.sawShortage(isLikely: isLikely) { return memoryKill }
        guard isLikely else { return exit }
        return (try? await api.toldOfShortage(id, in: state)) == true ? memoryKill : exit
    }
}
