// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting
import Synchronization

/// What one case has to itself: a folder, an address, a name that is part of whatever it makes, and the real program.
/// Leaves nothing behind, however the case ends.
final class ProxyTestbed: Sendable {
    let engine: TestEngine
    /// No other case's, and not the beginning of another's.
    let name: String
    let folder: String
    /// Not known to any other program of this machine: what it listens on needs no luck.
    let address: String
    /// The address without its port.
    var host: String { String(address.prefix { $0 != ":" }) }
    let token: String
    let docker: PrivateDocker
    private let programs = Mutex<[RunningProgram]>([])

    private static let count = Atomic(0)

    /// Runs a case, for `limit` at the most.
    /// - Parameter docker: another engine than the one that the cases share.
    static func with(
        _ engine: TestEngine,
        within limit: Duration = .seconds(60),
        docker: PrivateDocker? = nil,
        _ body: @escaping @Sendable (ProxyTestbed) async throws -> Void
    ) async throws {
        let engineInUse = if let docker { docker } else { try await PrivateDocker.shared() }
        try await Berths.shared.occupied {
            let bed = try ProxyTestbed(engine, docker: engineInUse)
            let outcome = await bed.outcome(of: body, within: limit)
            await bed.cleanUp()
            if case .failure(let error) = outcome { throw error }
        }
    }

    private init(_ engine: TestEngine, docker: PrivateDocker) throws {
        self.engine = engine
        self.docker = docker
        let pid = Int(getpid())
        let number = Self.count.add(1, ordering: .relaxed).newValue
        name = "e2e-\(pid)-\(1000 + number)"
        folder = "/tmp/plimsoll-\(name)"
        // Every address of 127/8 is this machine's.
        address = "127.\(1 + (pid >> 8) % 254).\(pid % 256).\(1 + number % 254):18080"
        token = "edge-token-of-\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func outcome(
        of body: @escaping @Sendable (ProxyTestbed) async throws -> Void,
        within limit: Duration
    ) async -> Result<Void, any Error> {
        await withThrowingTaskGroup { group in
            group.addTask { try await body(self) }
            group.addTask {
                // No wait for anything: it ends what does not end.
                try await Task.sleep(for: limit)
                throw TookTooLong(limit: limit, logs: self.programs.withLock { $0.map(\.output) })
            }
            defer { group.cancelAll() }
            do {
                try await group.next()
                return .success(())
            } catch {
                return .failure(error)
            }
        }
    }

    struct TookTooLong: Error, CustomStringConvertible {
        let limit: Duration
        let logs: [String]
        var description: String {
            "the case did not end within \(limit); its programs wrote:\n" + logs.joined(separator: "\n---\n")
        }
    }
}

// MARK: Programs

extension ProxyTestbed {
    /// Of the same build as the tests, beside them.
    static let program: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return tests.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/plimsoll"
    }()

    static let guardProgram = TestFiles.repository + "/bin/plimsoll-guard"

    var environment: [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": folder,
            "PLIMSOLL_STATE": folder + "/state",
            "PLIMSOLL_GUARD": Self.guardProgram,
            "DOCKER_HOST": engine == .docker ? docker.host : "unix://\(folder)/no-docker.sock",
        ]
    }

    /// Starts the program under test; it is killed at the end of the case at the latest.
    func run(
        _ arguments: [String],
        environment more: [String: String] = [:],
        folder: String? = nil
    ) throws -> RunningProgram {
        try run(tool: Self.program, arguments, environment: more, folder: folder)
    }

    /// Starts another program of the case's.
    func run(
        tool: String,
        _ arguments: [String],
        environment more: [String: String] = [:],
        folder: String? = nil
    ) throws -> RunningProgram {
        let number = programs.withLock { $0.count + 1 }
        let program = try RunningProgram(
            tool,
            arguments,
            environment: environment.merging(more) { _, new in new },
            folder: folder,
            outputFile: "\(self.folder)/program-\(number).log"
        )
        programs.withLock { $0.append(program) }
        return program
    }

    /// Starts it within a limit of `prlimit`, such as `--nofile=64:64`.
    func runLimited(_ limit: String, _ arguments: [String]) throws -> RunningProgram {
        let program = try RunningProgram(
            "/usr/bin/prlimit",
            [limit, Self.program] + arguments,
            environment: environment,
            outputFile: "\(folder)/limited.log"
        )
        programs.withLock { $0.append(program) }
        return program
    }

    /// Writes the configuration and starts a proxy of it; returns when it takes requests.
    func startProxy(global: [String] = [], _ services: [String]) async throws -> RunningProxy {
        try write(global: global, services)
        return try await startProxy()
    }

    /// Starts a proxy of the configuration that was written last.
    func startProxy(arguments: [String] = []) async throws -> RunningProxy {
        let program = try run(["proxy", configuration, "--socket", operatorSocket] + arguments)
        let proxy = RunningProxy(program, on: self)
        try await proxy.ready()
        return proxy
    }

    /// The processes of its workers, in containers too.
    var workers: [pid_t] {
        let own = Set(programs.withLock { $0.map(\.pid) })
        return Traces(of: name, docker: docker).processes.filter { !own.contains($0) }
    }

    var configuration: String { folder + "/proxy.yaml" }
    var operatorSocket: String { folder + "/operator.sock" }

    private func cleanUp() async {
        for program in programs.withLock({ $0 }) {
            program.signal(SIGKILL)
            _ = try? await program.exited()
        }
        await Traces(of: name, docker: docker).remove()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
