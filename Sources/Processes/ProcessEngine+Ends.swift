// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Logging

/// Who waits for the ends of workers, and what is told of them.
extension ProcessEngine {
    /// Waits for a worker's end. Nil: the calling task was cancelled, or no such worker is known.
    func end(of id: WorkerID) async -> WorkerExit? {
        nextWaiter += 1
        let number = nextWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled, let worker = find(id) else { return continuation.resume(returning: nil) }
                if let exit = worker.exit { return continuation.resume(returning: exit) }
                workers[worker.record.service]?.waiting[number] = continuation
            }
        } onCancel: {
            // A callback from outside; it ends as soon as it has been heard.
            Task { await self.stopWaiting(number, for: id) }
        }
    }

    private func stopWaiting(_ number: Int, for id: WorkerID) {
        guard let service = find(id)?.record.service else { return }
        workers[service]?.waiting.removeValue(forKey: number)?.resume(returning: nil)
    }

    /// Tells everybody that a worker has ended, and writes it down for the next engine.
    func close(_ service: ServiceName, with exit: WorkerExit) {
        guard var worker = workers[service] else { return }
        worker.record.exit = exit
        worker.phase = .ended(exit)
        let waiting = worker.waiting.values
        worker.waiting = [:]
        workers[service] = worker
        for continuation in waiting { continuation.resume(returning: exit) }
        save(worker.record)
        board.post(.changed)
    }
}
