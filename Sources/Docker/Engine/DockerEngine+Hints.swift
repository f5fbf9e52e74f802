// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Logging

extension DockerEngine {
    package func hints() -> AsyncStream<EngineHint> {
        AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
            // Enters from outside, as a stream's maker is no task; ends with the stream.
            let task = Task {
                await follow { continuation.yield($0) }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Until cancelled.
    private func follow(_ report: @escaping @Sendable (EngineHint) -> Void) async {
        var backoff = Backoff()
        let outage = Outage()
        while !Task.isCancelled {
            let error = await followOnce(outage, report)
            if Task.isCancelled { return }
            if outage.begins() {
                log.warning("docker engine lost", metadata: ["reason": "\(error.message)"])
                report(.lost(error))
                backoff.succeeded()
            }
            try? await Task.sleep(for: backoff.delay())
        }
    }

    /// One connection's worth of events, with a heartbeat beside it: a stream may die without a sign, and an engine may hang.
    private func followOnce(_ outage: Outage, _ report: @escaping @Sendable (EngineHint) -> Void) async -> EngineError {
        await withTaskGroup(of: EngineError.self) { group in
            group.addTask {
                do throws(EngineError) {
                    try await api.events(
                        owner: settings.owner,
                        opened: {
                            if outage.ends() {
                                log.info("docker engine back")
                                report(.back)
                            }
                        },
                        event: { report(.changed) }
                    )
                    return EngineError(.unavailable, "the engine's events ended")
                } catch {
                    return error
                }
            }
            group.addTask {
                while true {
                    do {
                        try await Task.sleep(for: .seconds(5))
                    } catch {
                        return EngineError(.unavailable, "given up by the caller")
                    }
                    do throws(EngineError) {
                        try await api.transport.ping()
                    } catch {
                        return error
                    }
                }
            }
            let first = await group.next() ?? EngineError(.unavailable, "the engine's events ended")
            group.cancelAll()
            return first
        }
    }
}
