// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
package import Fleet

/// The `docker run` line that does by hand what a service's settings make Plimsoll do; without the guard, which comes in by upload.
package struct DockerRunLine: Hashable, Sendable {
    /// Words of the command line, unquoted.
    package let words: [String]

    /// - Parameter masksEnvironment: whether the values of environment variables are replaced by `***`, for showing around.
    /// Nil: the service has no image.
    package init?(_ service: ServiceDefinition, settings: DockerEngineSettings, masksEnvironment: Bool = false) {
        guard case .container(let spec) = service.workload else { return nil }
        // Whatever port the image itself names is not known here.
        let port = spec.internalPort ?? service.environment["PORT"].flatMap { Int($0) } ?? 8000
        let host = HostConfig(service, spec: spec, port: port, settings: settings)
        var words = ["docker", "run", "--detach", "--name", service.name.text, "--network", settings.network]
        words += ["--restart", "no", "--security-opt", "no-new-privileges"]
        words += ["--log-opt", "max-size=10m", "--log-opt", "max-file=3"]
        func option(_ name: String, _ value: (some CustomStringConvertible)?) {
            if let value { words += ["--" + name, value.description] }
        }
        option("memory", host.memory.map { "\($0)b" })
        option("memory-swap", host.memorySwap.map { "\($0)b" })
        option("memory-reservation", host.memoryReservation.map { "\($0)b" })
        option("cpus", service.limits.cpus)
        option("pids-limit", host.pidsLimit)
        option("shm-size", host.shmSize.map { "\($0)b" })
        for bind in host.binds { option("volume", bind) }
        for (target, options) in host.tmpfs.sorted(by: { $0.key < $1.key }) {
            option("tmpfs", options.isEmpty ? target : "\(target):\(options)")
        }
        for (name, value) in service.environment.sorted(by: { $0.key < $1.key }) {
            option("env", "\(name)=\(masksEnvironment ? "***" : value)")
        }
        for binding in host.portBindings.values.joined() {
            option("publish", "\(binding.hostIP ?? ""):\(binding.hostPort ?? ""):\(port)")
        }
        option("gpus", spec.gpus.map(Self.gpus))
        for capability in spec.droppedCapabilities { option("cap-drop", capability) }
        if spec.isReadOnly { words.append("--read-only") }
        option("user", spec.user)
        option("workdir", spec.workingDirectory)
        // An entrypoint of several words: all but the first go before the command.
        if let entrypoint = spec.entrypoint { option("entrypoint", entrypoint.first ?? "") }
        words.append(spec.image)
        words += (spec.entrypoint ?? []).dropFirst()
        words += spec.command ?? []
        self.words = words
    }

    private static func gpus(_ request: GPURequest) -> String {
        switch request {
        case .all: "all"
        case .count(let count): "\(count)"
        // The quotes are docker's own: the value is a line of CSV.
        case .devices(let ids): "\"device=\(ids.joined(separator: ","))\""
        }
    }
}

extension DockerRunLine: CustomStringConvertible {
    /// The line as a shell reads it.
    package var description: String {
        words.map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "@"),
                    UInt8(ascii: "+"), UInt8(ascii: "%"):
                    true
                default: false
                }
            }
        if isPlain { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
