// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Logging

extension FleetSupervisor {
    func log(_ change: WorkerChange, of service: ServiceName) {
        let name: Logger.Metadata = ["service": "\(service)"]
        switch change {
        case .starting:
            logger.info("worker starting", metadata: name)
        case .adopted(let worker):
            logger.info("running worker adopted", metadata: name.with("worker", worker))
        case .ready(let worker, let parts):
            let took = parts.map { "\($0.name) \($0.duration.milliseconds)" }.joined(separator: ", ")
            logger.info("worker ready", metadata: name.with("worker", worker).with("took", took))
        case .startFailed(let refusal, let rest):
            let log = refusal.logTail.suffix(3).joined(separator: " | ")
            logger.warning(
                "worker could not be started",
                metadata: name.with("reason", refusal.message).with("rests", rest.milliseconds).with("log", log)
            )
        case .unreachable(let worker):
            logger.warning("worker cannot be reached", metadata: name.with("worker", worker))
        case .idle(let worker):
            logger.info("worker idle", metadata: name.with("worker", worker))
        case .stopping(let worker):
            logger.info("worker stopping", metadata: name.with("worker", worker))
        case .stopFailed(let error):
            logger.warning("worker could not be stopped", metadata: name.with("error", error))
        case .asleep:
            logger.info("service asleep", metadata: name)
        case .ended(let worker, let exit):
            let status = exit.status.map { "\($0)" } ?? "unknown"
            logger.warning(
                "worker ended",
                metadata: name.with("worker", worker).with("verdict", exit.verdict.rawValue).with("status", status)
            )
        case .paused(let worker):
            logger.warning("worker was paused at the engine", metadata: name.with("worker", worker))
        case .outdated(let worker):
            logger.info("running worker has other settings", metadata: name.with("worker", worker))
        }
    }
}

extension Logger.Metadata {
    fileprivate func with(_ key: String, _ value: some CustomStringConvertible & Sendable) -> Logger.Metadata {
        var metadata = self
        metadata[key] = .stringConvertible(value)
        return metadata
    }
}

extension Duration {
    fileprivate var milliseconds: String { "\(Int64(self / .milliseconds(1))) ms" }
}
