// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
internal import Glibc

/// Looks at the machine that services are to run on.
package struct HostProbe<Files: FileReader> {
    private let files: Files
    private let processors: Int
    private let hasGPU: Bool

    package init(files: Files, processors: Int, hasGPU: Bool = false) {
        self.files = files
        self.processors = processors
        self.hasGPU = hasGPU
    }

    package var capacity: HostCapacity {
        HostCapacity(memory: memory ?? HostCapacity.unknown.memory, processors: processors, hasGPU: hasGPU)
    }

    /// TCP ports that something listens on, on any address.
    package var listeningPorts: Set<Int> {
        var ports: Set<Int> = []
        for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
            ports.formUnion(ListeningSocket.all(in: text(file)).map(\.port))
        }
        return ports
    }

    private var memory: ByteCount? {
        let line = text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { .kibibytes($0) }
    }

    private func text(_ path: String) -> String {
        String(decoding: files.bytes(at: path) ?? [], as: UTF8.self)
    }
}

extension HostCapacity {
    /// Of a host nobody can look at. As good as endless: a rule must not warn of what nobody knows.
    static let unknown = HostCapacity(memory: ByteCount(bytes: .max), processors: 0)
}

extension HostProbe<SystemFiles> {
    /// Of this machine.
    package init() {
        self.init(
            files: SystemFiles(),
            processors: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            hasGPU: access("/dev/nvidia0", F_OK) == 0 || access("/proc/driver/nvidia", F_OK) == 0
        )
    }
}
