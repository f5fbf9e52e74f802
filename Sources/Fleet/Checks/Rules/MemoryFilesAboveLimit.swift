// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A `shm_size` or a `tmpfs` size above `mem_limit`.
struct MemoryFilesAboveLimit: Rule {
    let name = "memory-files-above-limit"
    let reason =
        "Files in memory count against the limit: filling them gets the worker killed before a write is refused."
    let hint = "set a size well below mem_limit, or none: then it is half of mem_limit"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.run.flatMap { service -> [Finding] in
            guard case .container(let spec) = service.workload, let limit = service.limits.memory else { return [] }
            var findings: [Finding] = []
            if let size = service.limits.sharedMemory, size > limit {
                let message = "'\(service.name)' may put \(size) into /dev/shm, more than its mem_limit of \(limit)"
                findings.append(warning(service, "shm_size", message))
            }
            for (target, options) in spec.tmpfs.sorted(by: { $0.key < $1.key }) {
                guard let size = MemoryFiles.size(setBy: options), size > limit else { continue }
                let message = "'\(service.name)' may put \(size) into \(target), more than its mem_limit of \(limit)"
                findings.append(warning(service, "tmpfs", message))
            }
            return findings
        }
    }
}
