// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Synchronization

/// A real Docker engine that belongs to the tests alone, run by `scripts/private-dockerd`. Without one, tests fail.
package struct PrivateDocker: Sendable {
    private struct State {
        var shared: Task<PrivateDocker, any Error>?
        /// Folders of engines to take down when the process ends.
        var folders: [String] = []
    }

    private static let state = Mutex(State())

    /// Nil: it was given by `PLIMSOLL_TEST_DOCKER_HOST` and is not ours to stop.
    private let folder: String?
    private let options: [String]
    package let socketPath: String

    package var host: String { "unix://\(socketPath)" }

    /// The one engine of this test process, started when first asked for and taken down when the process ends; or the one that
    /// `PLIMSOLL_TEST_DOCKER_HOST` names. Suites share it, so containers and networks there need names of their own.
    package static func shared() async throws -> PrivateDocker {
        let task = state.withLock { state in
            if let task = state.shared { return task }
            let task = Task { if let docker = given() { docker } else { try await start() } }
            state.shared = task
            return task
        }
        return try await task.value
    }

    /// An engine for a test that kills it; `stop` it, or it ends with the process.
    /// - Parameter options: further options of `dockerd`.
    package static func start(options: [String] = []) async throws -> PrivateDocker {
        try await sweep()
        let (folder, isFirst) = state.withLock { state in
            let folder = "\(prefix)\(getpid())-\(state.folders.count)"
            state.folders.append(folder)
            return (folder, state.folders.count == 1)
        }
        if isFirst { atexit { PrivateDocker.stopAll() } }
        let docker = PrivateDocker(folder: folder, options: options, socketPath: folder + "/docker.sock")
        try await docker.bringBack()
        return docker
    }

    /// Starts the engine's process again after `kill`, on the same data.
    package func bringBack() async throws {
        guard let folder else { throw Failure("this engine is not ours to start") }
        let result = try await ToolRun.run(Self.script, ["start", folder] + options)
        guard result.status == 0 else { throw Failure(result.output) }
    }

    /// Ends the engine's process with SIGKILL. Containers and containerd stay.
    package func kill() throws { _ = try signal(SIGKILL) }
    /// The engine hangs: connections are accepted, nobody answers.
    package func freeze() throws {
        let pid = try signal(SIGSTOP)
        // Its threads stop one after the other, and the last ones may still answer.
        let tasks = "/proc/\(pid)/task"
        for _ in 0..<1000 {
            let states = try FileManager.default.contentsOfDirectory(atPath: tasks).map { task in
                let status = FileManager.default.contents(atPath: "\(tasks)/\(task)/status") ?? Data()
                return String(decoding: status, as: UTF8.self).contains("State:\tT")
            }
            if states.allSatisfy({ $0 }) { return }
            usleep(1000)
        }
    }

    package func thaw() throws { _ = try signal(SIGCONT) }

    package func stop() async throws {
        guard let folder else { return }
        let result = try await ToolRun.run(Self.script, ["stop", folder])
        guard result.status == 0 else { throw Failure(result.output) }
    }

    private func signal(_ signal: CInt) throws -> pid_t {
        guard let folder, let text = try? String(contentsOfFile: folder + "/dockerd.pid", encoding: .utf8),
            let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1
        else { throw Failure("this engine is not ours to send signals to") }
        Glibc.kill(pid, signal)
        return pid
    }

    private static let prefix = "/tmp/plimsoll-dockerd-"
    private static let script = TestFiles.repository + "/scripts/private-dockerd"

    private static func given() -> PrivateDocker? {
        guard let host = ProcessInfo.processInfo.environment["PLIMSOLL_TEST_DOCKER_HOST"], host.hasPrefix("unix://")
        else {
            return nil
        }
        return PrivateDocker(folder: nil, options: [], socketPath: String(host.dropFirst("unix://".count)))
    }

    /// Takes down what test processes left that did not live to do it.
    private static func sweep() async throws {
        for entry in try FileManager.default.contentsOfDirectory(atPath: "/tmp") {
            guard ("/tmp/" + entry).hasPrefix(prefix),
                let pid = entry.split(separator: "-").dropFirst(2).first.flatMap({ pid_t($0) }),
                Glibc.kill(pid, 0) != 0, errno == ESRCH
            else { continue }
            _ = try await ToolRun.run(script, ["stop", "/tmp/" + entry])
        }
    }

    private static func stopAll() {
        for folder in state.withLock({ $0.folders }) { ToolRun.runBlocking(script, ["stop", folder]) }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        init(_ text: String) {
            description = "the tests' Docker engine: " + text
        }
    }
}
