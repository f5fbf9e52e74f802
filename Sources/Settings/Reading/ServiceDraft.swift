// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// A service as far as it was read: one field per key, not yet judged as a whole.
struct ServiceDraft {
    var name: ServiceName?
    var path: String?
    var image: String?
    var command: [String]?
    var upstream: Endpoint?
    var internalPort: Int?
    var hostPort: Int?
    var access = Access.bearer
    var workerToken: Secret?
    var environment: [String: String] = [:]
    var mounts: [Mount] = []
    var limits = Limits()
    var gpus: GPURequest?
    var tmpfs: [String: String] = [:]
    var user: String?
    var isReadOnly = false
    var droppedCapabilities: [String] = []
    var entrypoint: [String]?
    var workingDirectory: String?
    var pull = PullPolicy.missing
    var stripsPrefix = true
    var rewritesResponses = false
    var hosts: [String] = []
    /// Nil: the global one holds.
    var idleTimeout: Duration??
    /// Nil: the global one holds.
    var tunnelIdleTimeout: Duration??
    var workerProtocol = WorkerProtocol.http1
    var startTimeout: Duration?
    var stopTimeout: Duration?
    var readiness: Readiness?
    var concurrency: Int?
    var clientRate: ClientRate?
    var clientBurst: Int?
    var lineCapacity: Int?
    var guarding: GuardSettings?
    var dependencies: [String] = []
    var memoryLimitMax: ByteCount?
}
