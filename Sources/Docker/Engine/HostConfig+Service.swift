// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

extension HostConfig {
    /// The limits, mounts and ports of `service`.
    init(_ service: ServiceDefinition, spec: ContainerSpec, port: Int, settings: DockerEngineSettings) {
        let limits = service.limits
        self.init(
            networkMode: settings.network,
            memory: limits.memory?.bytes,
            // Always with the memory limit: else Docker grants as much swap again.
            memorySwap: limits.memory == nil ? nil : (limits.memoryAndSwap ?? limits.memory)?.bytes,
            memoryReservation: limits.memoryReservation?.bytes,
            nanoCPUs: limits.cpus?.nanoCPUs,
            pidsLimit: limits.processes.map(Int64.init),
            shmSize: (limits.sharedMemory ?? limits.memory.map(MemoryFiles.size))?.bytes,
            binds: spec.mounts.map(Self.bind),
            mounts: [],
            tmpfs: spec.tmpfs.mapValues { MemoryFiles.options($0, within: limits.memory) },
            portBindings: settings.connectMode == .network
                ? [:]
                : [
                    "\(port)/tcp": [
                        PortBinding(hostIP: settings.bindAddress, hostPort: spec.hostPort.map(String.init) ?? "")
                    ]
                ],
            deviceRequests: spec.gpus.map { [DeviceRequest($0)] } ?? [],
            capDrop: spec.droppedCapabilities,
            readonlyRootfs: spec.isReadOnly
        )
    }

    private static func bind(_ mount: Mount) -> String {
        let options = [mount.isReadOnly ? "ro" : "rw"] + mount.options.filter { $0 != "ro" && $0 != "rw" }
        return "\(mount.source):\(mount.target):\(options.joined(separator: ","))"
    }
}

extension HostConfig.DeviceRequest {
    init(_ gpus: GPURequest) {
        switch gpus {
        case .all: self.init(count: -1)
        case .count(let count): self.init(count: count)
        case .devices(let ids): self.init(deviceIDs: ids)
        }
    }
}
