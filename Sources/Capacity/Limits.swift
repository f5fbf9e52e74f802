// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The ceilings of one worker. Nil means that the user set none.
package struct Limits: Hashable, Sendable {
    package var memory: ByteCount?
    /// Memory and swap together, as `docker run --memory-swap`. Nil with `memory` set means the same as `memory`: no swap.
    package var memoryAndSwap: ByteCount?
    /// The soft limit below which the kernel tries to leave the worker alone.
    package var memoryReservation: ByteCount?
    package var cpus: CPUQuota?
    /// How many processes and threads the worker may have.
    package var processes: Int?
    /// The size of `/dev/shm`.
    package var sharedMemory: ByteCount?

    package init(
        memory: ByteCount? = nil,
        memoryAndSwap: ByteCount? = nil,
        memoryReservation: ByteCount? = nil,
        cpus: CPUQuota? = nil,
        processes: Int? = nil,
        sharedMemory: ByteCount? = nil
    ) {
        self.memory = memory
        self.memoryAndSwap = memoryAndSwap
        self.memoryReservation = memoryReservation
        self.cpus = cpus
        self.processes = processes
        self.sharedMemory = sharedMemory
    }
}
