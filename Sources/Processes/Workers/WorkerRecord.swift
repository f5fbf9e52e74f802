// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// What is written down about a worker, so that the next proxy finds it: all it takes to reach, judge and stop it.
struct WorkerRecord: Hashable, Sendable {
    var service: ServiceName
    var process: ProcessIdentity
    /// The machine's start in whose life the process began.
    var boot: String
    var port: Int
    /// Of everything that affects the process: differs when it has to be replaced.
    var settings: String
    /// The memory its user allows it; nil: no limit.
    var memoryLimit: ByteCount?
    /// Its cgroups. Empty: it runs under the guard alone.
    var cgroup: WorkerCgroup
    /// In the environment of all its processes, where there is no cgroup to find them by.
    var mark: String?
    /// Nil: it had not ended when this was written.
    var exit: WorkerExit?

    var id: WorkerID { process.workerID }
    var endpoint: Endpoint { .tcp(host: "127.0.0.1", port: port) }
}
