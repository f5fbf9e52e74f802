// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// How one service's process is started, all but its port.
struct ProcessPlan: Hashable, Sendable {
    /// The file to execute: the guard, or the program itself.
    var program: String
    var arguments: [String]
    var directory: String?
    var environment: [String: String]
    /// Whether the guard is started first.
    var isGuarded = false
    /// The port it is to have. Nil: any.
    var port: Int?
    /// Differs whenever anything does that the process would notice.
    var settings: String

    /// - Throws: when the service has no command, or its program or folder is not there.
    /// - Parameter records: where its guard tells of itself. Nil: nowhere.
    init(
        _ service: ServiceDefinition,
        settings engine: ProcessEngineSettings,
        records: (any GuardRecordFiles)? = nil
    ) throws(EngineError) {
        let spec = try Self.spec(of: service)
        guard let first = spec.command.first else {
            throw EngineError(.invalidSpec, "service '\(service.name)' has an empty command; name a program")
        }
        if let both = service.limits.memoryAndSwap, let memory = service.limits.memory, both < memory {
            throw EngineError(
                .invalidSpec,
                "cannot start '\(service.name)': \(both) of memory and swap is less than its \(memory) of memory; raise it"
            )
        }
        environment = Self.environment(of: service, engine.environment)
        if let folder = spec.workingDirectory, !Folder.isFolder(folder) {
            throw EngineError(
                .invalidSpec,
                "cannot start '\(service.name)': working folder '\(folder)' is not there; make it or set another"
            )
        }
        directory = spec.workingDirectory
        let path = environment["PATH"] ?? Self.usualPath
        let found: String
        do throws(EngineError) {
            found = try ProgramFinder.find(first, search: path, directory: directory)
        } catch {
            throw EngineError(error.reason, "cannot start '\(service.name)': \(error.message)")
        }
        var guardDigest = "none"
        if service.guardMode != .off, let guardPath = engine.guardPath {
            program = try ProgramFinder.find(guardPath, search: path, directory: nil)
            let options = service.guarding.options(record: records?.path(for: service.name))
            arguments = [program] + options + ["--"] + spec.command
            isGuarded = true
            guardDigest = FileStamp.of(program)
        } else {
            program = found
            arguments = spec.command
        }
        port = spec.port ?? service.environment["PORT"].flatMap { Int($0) }
        settings = Self.digest(of: service, spec, arguments, environment, guardDigest)
    }

    private static let usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private static func spec(of service: ServiceDefinition) throws(EngineError) -> ProcessSpec {
        switch service.workload {
        case .process(let spec):
            return spec
        case .container:
            throw EngineError(
                .invalidSpec,
                "service '\(service.name)' needs an image, and no Docker engine answers; "
                    + "start Docker, or give the service a command instead of its image"
            )
        case .upstream:
            throw EngineError(.invalidSpec, "service '\(service.name)' has an upstream and is never started")
        }
    }

    /// Nothing of the proxy's own environment but these: it holds tokens.
    private static func environment(of service: ServiceDefinition, _ own: [String: String]) -> [String: String] {
        var environment: [String: String] = ["PATH": own["PATH"] ?? usualPath]
        for name in ["HOME", "LANG", "USER"] { environment[name] = own[name] }
        return environment.merging(service.environment) { _, theirs in theirs }
    }

    private static func digest(
        of service: ServiceDefinition,
        _ spec: ProcessSpec,
        _ arguments: [String],
        _ environment: [String: String],
        _ guardDigest: String
    ) -> String {
        let limits = service.limits
        var digest = Digest()
        digest.add(list: arguments)
        digest.add(spec.workingDirectory ?? "")
        digest.add(list: environment.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
        let numbers = [
            limits.memory?.bytes, limits.memoryAndSwap?.bytes, limits.memoryReservation?.bytes, limits.cpus?.nanoCPUs,
            limits.processes.map { Int64($0) }, spec.port.map { Int64($0) },
        ]
        digest.add(list: numbers.map { $0.map { "\($0)" } ?? "-" })
        digest.add(service.guardMode.rawValue)
        digest.add(guardDigest)
        return digest.text
    }
}
