// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Crypto
internal import Fleet
internal import Foundation

/// The container that a service needs, as things stand: what it asks for, on the image that is there, behind the guard that is there.
struct ContainerPlan {
    let service: ServiceName
    /// Labels included.
    let request: ContainerCreateRequest
    /// Changes with the image, the environment, a limit, the guard: with anything the container is made of.
    let hash: String
    /// Where the worker listens inside.
    let port: Int
    /// Put into the container before its first start; nil where there is none or it comes in by a mount.
    let upload: GuardBinary?
    /// Has the file that the container's guard tells of itself in; nil: that lies in the container.
    let records: (any GuardRecordFiles)?
    /// Whether the guard comes in by a mount although it could be uploaded as well.
    let mountsGuardByChoice: Bool

    init(
        _ service: ServiceDefinition,
        on image: ImageInspection,
        with guardBinary: GuardBinary?,
        by delivery: GuardDelivery.Way = .upload,
        settings: DockerEngineSettings,
        records: (any GuardRecordFiles)? = nil
    ) throws(EngineError) {
        guard case .container(let spec) = service.workload else {
            throw EngineError(.invalidSpec, "cannot start '\(service.name)' in Docker: it has no image")
        }
        let guardInUse = service.guardMode == .off ? nil : guardBinary
        // The engine refuses to unpack anything into a container whose root is read-only.
        let mustMount = guardInUse != nil && spec.isReadOnly
        if mustMount, !settings.address.isLocal {
            throw EngineError(
                .invalidSpec,
                "cannot start '\(service.name)': the guard cannot be put into a read_only container of the remote engine at "
                    + "\(settings.address); set guard: off, or leave read_only out"
            )
        }
        let port = Self.port(of: spec, environment: service.environment, image: image.config)
        let program = try Self.program(of: service, spec: spec, image: image.config, guarded: guardInUse != nil)
        var request = ContainerCreateRequest(
            image: spec.image,
            entrypoint: program.entrypoint,
            command: program.command,
            environment: service.environment.map { "\($0.key)=\($0.value)" }.sorted(),
            workingDirectory: spec.workingDirectory,
            user: spec.user,
            labels: [:],
            exposedPorts: ["\(port)/tcp": EmptyObject()],
            hostConfig: HostConfig(service, spec: spec, port: port, settings: settings)
        )
        // Before it is said how the guard comes in: that makes no other container.
        hash = Self.hash(request, image: image.id ?? "", guardDigest: guardInUse?.digest ?? "")
        request.labels = WorkerLabels.made(for: service.name, config: hash, owner: settings.owner, port: port)
        let isMounted = mustMount || delivery == .mount
        if isMounted, let guardInUse {
            request.hostConfig.mounts = [
                .init(source: guardInUse.path, target: GuardBinary.pathInContainer, readOnly: true)
            ]
            if let records {
                request.hostConfig.mounts.append(
                    .init(
                        source: records.path(for: service.name),
                        target: GuardBinary.recordInContainer,
                        readOnly: false
                    )
                )
            }
        }
        self.records = isMounted && guardInUse != nil ? records : nil
        self.service = service.name
        self.request = request
        self.port = port
        upload = isMounted ? nil : guardInUse
        mountsGuardByChoice = isMounted && !mustMount && guardInUse != nil
    }

    private static func port(
        of spec: ContainerSpec,
        environment: [String: String],
        image: ImageInspection.Config?
    ) -> Int {
        func valid(_ text: some StringProtocol) -> Int? {
            Int(text).flatMap { (1...65535).contains($0) ? $0 : nil }
        }
        if let port = spec.internalPort { return port }
        if let port = environment["PORT"].flatMap({ valid($0) }) { return port }
        for entry in image?.environment ?? [] where entry.hasPrefix("PORT=") {
            if let port = valid(entry.dropFirst(5)) { return port }
        }
        let exposed = (image?.exposedPorts ?? [:]).keys.compactMap {
            $0.hasSuffix("/tcp") ? valid($0.dropLast(4)) : nil
        }
        return exposed.count == 1 ? exposed[0] : 8000
    }

    /// With a guard the whole command line has to be spelt out, as the guard comes first; without one the image's own holds.
    private static func program(
        of service: ServiceDefinition,
        spec: ContainerSpec,
        image: ImageInspection.Config?,
        guarded: Bool
    ) throws(EngineError) -> (entrypoint: [String]?, command: [String]?) {
        let entrypoint = spec.entrypoint ?? image?.entrypoint ?? []
        // As Docker has it: who replaces the entrypoint does not get the image's CMD.
        let command = spec.command ?? (spec.entrypoint == nil ? image?.command : nil) ?? []
        guard !entrypoint.isEmpty || !command.isEmpty else {
            throw EngineError(
                .invalidSpec,
                "cannot start '\(service.name)': image '\(spec.image)' names no program (neither ENTRYPOINT nor CMD); "
                    + "set command: in the service"
            )
        }
        guard guarded else { return (spec.entrypoint, spec.command) }
        let options = service.guarding.options(record: GuardBinary.recordInContainer)
        return ([GuardBinary.pathInContainer] + options + ["--"] + entrypoint, command)
    }

    private static func hash(_ request: ContainerCreateRequest, image: String, guardDigest: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var hasher = SHA256()
        // Strings and whole numbers only: they can always be written.
        hasher.update(data: (try? encoder.encode(request)) ?? Data())
        hasher.update(data: Data("\n\(image)\n\(guardDigest)".utf8))
        return String(hasher.finalize().hexadecimal.prefix(32))
    }
}
