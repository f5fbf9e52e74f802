// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet

extension DockerEngine {
    package func usage(of worker: WorkerID) async throws(EngineError) -> ResourceUsage? {
        guard let id = ContainerID(worker.text) else { return nil }
        if settings.address.isLocal {
            guard let state = try await api.container(id)?.state, let process = state.pid, process > 0 else {
                return nil
            }
            if let usage = kernelUsage(of: id, process: process) { return usage }
        }
        return try await api.stats(id).flatMap(ResourceUsage.init)
    }

    /// What the kernel counts, which is more than the engine passes on: the peak on cgroup v2, and the kills. Nil: the engine's
    /// processes are not of this host after all (a virtual machine has its own), or the container has just ended.
    private func kernelUsage(of id: ContainerID, process: Int) -> ResourceUsage? {
        guard let number = Int32(exactly: process) else { return nil }
        let files = SystemFiles()
        guard let membership = files.bytes(at: "/proc/\(number)/cgroup"),
            String(decoding: membership, as: UTF8.self).contains(id.text)
        else { return nil }
        let usage = CgroupUsage(ofProcess: number, files: files).read()
        return usage.memory == nil ? nil : usage
    }
}
