// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Foundation
internal import Glibc
internal import Synchronization

/// Images made on the spot, as no registry can be reached from tests.
package struct TestImages: Sendable {
    private struct State {
        var made: [String: Task<String, any Error>] = [:]
    }

    private static let state = Mutex(State())

    private let probe: DockerProbe
    private let key: String

    package init(_ docker: PrivateDocker) {
        probe = DockerProbe(docker)
        key = docker.socketPath
    }

    /// An image without a single file. Programs come in by mounts.
    package func empty() async throws -> String {
        // Two empty blocks are a whole archive.
        try await once("empty") { Data(count: 1024) }
    }

    /// Runs the machine's own python3 in an empty image.
    package func python(_ script: String) async throws -> ContainerSpec {
        ContainerSpec(
            image: try await empty(),
            command: ["/usr/bin/python3", "-u", "-c", script],
            mounts: Self.machineFolders
        )
    }

    /// The machine's programs and libraries, read-only.
    package static let machineFolders = ["/usr", "/lib", "/lib64", "/bin"]
        .filter { FileManager.default.fileExists(atPath: $0) }
        .map { Mount(source: $0, target: $0, isReadOnly: true) }

    /// The tests' own worker, which `Tests/TestWorker` describes: a static program in an otherwise empty image, on port 8000.
    package func worker() async throws -> String {
        let build = try await ToolRun.run(TestFiles.repository + "/scripts/build-test-worker", [])
        guard build.status == 0 else { throw Failure(description: "the test worker cannot be built: \(build.output)") }
        return try await program(TestFiles.repository + "/.build/test-worker", name: "worker")
    }

    /// An image of one file, `/program`, which is also its entrypoint.
    package func program(_ path: String, name: String) async throws -> String {
        try await once(name, changes: ["ENTRYPOINT [\"/program\"]", "EXPOSE 8000"]) {
            let folder = try TestFiles.temporaryFolder("image")
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.copyItem(atPath: path, toPath: folder + "/program")
            let result = try await ToolRun.run(
                "/bin/tar",
                ["--owner=0", "--group=0", "-C", folder, "-cf", folder + "/image.tar", "program"]
            )
            guard result.status == 0 else { throw Failure(description: "tar: \(result.output)") }
            return try Data(contentsOf: URL(fileURLWithPath: folder + "/image.tar"))
        }
    }

    /// Once in this process and engine: making it twice would give the same name to another image while a test uses the first.
    private func once(
        _ name: String,
        changes: [String] = [],
        _ archive: @escaping @Sendable () async throws -> Data
    ) async throws -> String {
        let probe = probe
        let task = Self.state.withLock { state in
            if let task = state.made["\(key) \(name)"] { return task }
            let task = Task {
                let tag = "\(getpid())"
                var target = "/images/create?fromSrc=-&repo=plimsoll-test-\(name)&tag=\(tag)"
                for change in changes {
                    target += "&changes=" + (change.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
                }
                let (status, body) = try await probe.call(
                    "POST",
                    target,
                    body: try await archive(),
                    type: "application/x-tar"
                )
                guard status == 200, !String(decoding: body, as: UTF8.self).contains("\"error\"") else {
                    throw Failure(
                        description: "cannot import image '\(name)': \(String(decoding: body, as: UTF8.self))"
                    )
                }
                return "plimsoll-test-\(name):\(tag)"
            }
            state.made["\(key) \(name)"] = task
            return task
        }
        return try await task.value
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }
}
