// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The watches of containers that were started and whose end nobody waits for yet: a program may have been killed by then.
final class MemoryKillWatches: Sendable {
    private let watches = Mutex<[ContainerID: MemoryKillWatch]>([:])

    /// From its start on, in place of one of an earlier run.
    func begin(of id: ContainerID, _ state: ContainerInspection.State?) {
        let watch = MemoryKillWatch(of: id, state)
        watches.withLock { $0[id] = watch }
    }

    /// Hands it over.
    func take(of id: ContainerID) -> MemoryKillWatch? {
        watches.withLock { $0.removeValue(forKey: id) }
    }
}
