// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Glibc
internal import Logging

/// What goes from one engine to the next by way of the state folder.
extension ProcessEngine {
    /// Keeps other proxies from this state folder as long as this process lives.
    /// - Throws: `.nameTaken` when another one has it.
    package func claim() throws(EngineError) {
        try folder.open()
        guard claimed == nil else { return }
        do throws(SystemError) {
            claimed = try folder.claim()
        } catch {
            guard error.code == EWOULDBLOCK else { throw error.engineError() }
            throw EngineError(
                .nameTaken,
                "another proxy manages the workers of '\(settings.stateFolder)'; stop it or set another state folder"
            )
        }
    }

    /// Takes over the workers of the engine before, once.
    func adopt() throws(EngineError) {
        guard !hasAdopted else { return }
        try folder.open()
        hasAdopted = true
        for record in folder.records() { adopt(record) }
    }

    private func adopt(_ record: WorkerRecord) {
        guard record.boot == ProcessTable.bootID() else {
            // Of an earlier life of this machine: nothing of it can be left.
            folder.removeRecord(of: record.service)
            return
        }
        if let exit = record.exit {
            workers[record.service] = Worker(record: record, phase: .ended(exit))
            return
        }
        workers[record.service] = Worker(record: record, phase: .running)
        // The end of one that is gone already is seen as that of any other: what it left is ended too.
        watch(record)
        guard ProcessTable.isRunning(record.process) else { return settling.append(record.id) }
        log.info(
            "worker found",
            metadata: ["service": "\(record.service)", "worker": "\(record.id)", "endpoint": "\(record.endpoint)"]
        )
    }

    /// Has `firstProcessEnded` called when it has; at once when it is gone already.
    func watch(_ record: WorkerRecord) {
        let id = record.id
        let ended: @Sendable () -> Void = { [weak self] in
            // A callback from outside; it ends by itself when what is left of the worker has been ended.
            Task { await self?.firstProcessEnded(id) }
        }
        guard let descriptor = record.process.descriptor() else { return ended() }
        thread.watch(descriptor, ended: ended)
    }

    func save(_ record: WorkerRecord) {
        do throws(SystemError) {
            try folder.save(record)
        } catch {
            log.warning(
                "cannot write a worker's record",
                metadata: ["service": "\(record.service)", "reason": "\(error)"]
            )
        }
    }
}
