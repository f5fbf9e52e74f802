// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting

/// What a case left on the machine: known by the case's name, which is part of whatever it makes.
struct Traces: Sendable {
    private let name: String
    private let docker: PrivateDocker

    init(of name: String, docker: PrivateDocker) {
        self.name = name
        self.docker = docker
    }

    /// Processes that have the name in their environment: proxies have it in a path, workers as a mark.
    var processes: [pid_t] {
        Self.numbers(in: "/proc").filter { pid in
            guard let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return false }
            return environment.range(of: Data(name.utf8)) != nil
        }
    }

    func containers() async throws -> [String] {
        try await list("/containers/json?all=1&", filter: "name", "^/\(name)")
    }

    func networks() async throws -> [String] { try await list("/networks?", filter: "name", "^\(name)") }

    func images() async throws -> [String] { try await list("/images/json?", filter: "reference", "\(name)*") }

    private func list(_ target: String, filter: String, _ pattern: String) async throws -> [String] {
        let filters = "{\"\(filter)\":[\"\(pattern)\"]}"
        let encoded = filters.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let (_, body) = try await DockerProbe(docker).call("GET", "\(target)filters=\(encoded)")
        return try JSONDecoder().decode([Entry].self, from: body).map(\.id)
    }

    /// Cgroups with the name in theirs, and those below, these first.
    var cgroups: [String] {
        // Each controller is a mount of its own, which an enumeration of the whole would not enter.
        let root = "/sys/fs/cgroup"
        let controllers = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let all = controllers.flatMap { controller in
            let below = FileManager.default.enumerator(atPath: "\(root)/\(controller)")?.compactMap { $0 as? String }
            return (below ?? []).map { "\(controller)/\($0)" }
        }
        return all.filter { path in
            path.hasSuffix("/cgroup.procs")
                && path.split(separator: "/").contains { $0.hasPrefix("plimsoll") && $0.contains(name) }
        }.map { "\(root)/\($0.dropLast("/cgroup.procs".count))" }.sorted(by: >)
    }

    func remove() async {
        // The engine may still be at what a killed proxy ordered: gone is what is not there ten times in a row.
        var looks = 0
        try? await eventually("the end of containers and networks") {
            let (containers, networks) = try await (containers(), networks())
            for container in containers { try await DockerProbe(docker).removeContainer(container) }
            for network in networks { try await DockerProbe(docker).call("DELETE", "/networks/\(network)") }
            looks = containers.isEmpty && networks.isEmpty ? looks + 1 : 0
            return looks == 10
        }
        try? await eventually("the end of processes") {
            let left = processes
            for pid in left { kill(pid, SIGKILL) }
            return left.isEmpty
        }
        // A cgroup whose last process just ended is busy for a moment.
        try? await eventually("the end of cgroups") {
            cgroups.allSatisfy { rmdir($0) == 0 || errno == ENOENT }
        }
    }

    private struct Entry: Decodable {
        let id: String

        enum CodingKeys: String, CodingKey {
            case id = "Id"
        }
    }

    private static func numbers(in folder: String) -> [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { pid_t($0) }
    }
}
