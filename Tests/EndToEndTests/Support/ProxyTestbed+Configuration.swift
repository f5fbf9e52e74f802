// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting

/// Services of the case's configuration, as a user would write them.
extension ProxyTestbed {
    /// The whole name of what a case calls so.
    func full(_ service: String) -> String { "\(name)-\(service)" }

    /// A service of the tests' static worker.
    /// - Parameter settings: further lines of it.
    func worker(
        _ service: String = "worker",
        path: String = "/",
        environment: [String: String] = [:],
        settings: [String] = []
    ) async throws -> String {
        let workload =
            switch engine {
            case .docker: "image: \(try await TestImages(docker).worker())"
            case .processes: "command: [\(try await Self.workerProgram())]"
            }
        return declare(
            service,
            path: path,
            environment: environment,
            settings: [workload, "stop_timeout: 2"] + settings
        )
    }

    /// A service of a script for the machine's own python3.
    func python(
        _ script: String,
        _ service: String = "worker",
        path: String = "/",
        settings: [String] = []
    ) async throws -> String {
        let command = "command: [/usr/bin/python3, -u, -c, \(quoted(script))]"
        guard engine == .docker else {
            return declare(service, path: path, settings: [command, "stop_timeout: 2"] + settings)
        }
        let folders = TestImages.machineFolders.map { "\($0.source): {bind: \($0.target), mode: ro}" }
        let container = [
            "image: \(try await TestImages(docker).empty())", command, "internal_port: 8000",
            "volumes: {\(folders.joined(separator: ", "))}", "stop_timeout: 2",
        ]
        return declare(service, path: path, environment: ["PORT": "8000"], settings: container + settings)
    }

    /// A service of any kind.
    func declare(
        _ service: String,
        path: String = "/",
        environment: [String: String] = [:],
        settings: [String]
    ) -> String {
        // By its mark a process is known as this case's.
        let variables = environment.merging(["PLIMSOLL_TEST_MARK": name]) { own, _ in own }
        let pairs = variables.sorted { $0.key < $1.key }.map { "\($0.key): \(quoted($0.value))" }
        var lines = ["name: \(full(service))", "path: \(path)"]
        if !settings.contains(where: { $0.hasPrefix("upstream:") }) {
            lines.append("environment: {\(pairs.joined(separator: ", "))}")
        }
        return "  - " + (lines + settings).joined(separator: "\n    ") + "\n"
    }

    func write(global: [String] = [], _ services: [String]) throws {
        let lines = ["bearer_token: \(token)", "listen_http: \(quoted(address))", "docker_network: \(name)"] + global
        let text = "global:\n  " + lines.joined(separator: "\n  ") + "\nservices:\n" + services.joined()
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// A service that is never reached, for cases that are not about one.
    var elsewhere: String { declare("elsewhere", settings: ["upstream: http://127.255.255.254:9"]) }

    static func workerProgram() async throws -> String {
        let build = try await ToolRun.run(TestFiles.repository + "/scripts/build-test-worker", [])
        guard build.status == 0 else {
            throw RunningProgram.Failure("the test worker cannot be built: \(build.output)")
        }
        return TestFiles.repository + "/.build/test-worker"
    }

    /// JSON's strings are YAML's.
    private func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return String(decoding: data ?? Data(), as: UTF8.self).replacing("\\/", with: "/")
    }
}
