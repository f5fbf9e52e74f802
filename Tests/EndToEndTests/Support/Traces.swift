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
        let filter = "{\"name\":[\"^/\(name)\"]}".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let (_, body) = try await DockerProbe(docker).call("GET", "/containers/json?all=1&filters=\(filter)")
        return try JSONDecoder().decode([Entry].self, from: body).map(\.id)
    }

    func networks() async throws -> [String] {
        let filter = "{\"name\":[\"^\(name)\"]}".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let (_, body) = try await DockerProbe(docker).call("GET", "/networks?filters=\(filter)")
        return try JSONDecoder().decode([Entry].self, from: body).map(\.id)
    }

    /// The cgroups that Plimsoll made for a process.
    static func cgroups(of pid: pid_t) -> [String] {
        let lines = (try? String(contentsOfFile: "/proc/\(pid)/cgroup", encoding: .utf8)) ?? ""
        return lines.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[2].contains("plimsoll") else { return nil }
            let mount = parts[1].isEmpty ? "" : "/" + parts[1].replacing("name=", with: "")
            return "/sys/fs/cgroup\(mount)\(parts[2])"
        }
    }

    func remove() async {
        for container in (try? await containers()) ?? [] {
            try? await DockerProbe(docker).removeContainer(container)
        }
        for network in (try? await networks()) ?? [] {
            _ = try? await DockerProbe(docker).call("DELETE", "/networks/\(network)")
        }
        var cgroups: Set<String> = []
        for _ in 0..<100 {
            let left = processes
            guard !left.isEmpty else { break }
            cgroups.formUnion(left.flatMap { Self.cgroups(of: $0) })
            for pid in left { kill(pid, SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
        // A cgroup whose last process just ended is busy for a moment.
        try? await eventually("the end of cgroups") {
            cgroups.allSatisfy { rmdir($0) == 0 || errno == ENOENT }
        }
        for cgroup in cgroups { rmdir(String(cgroup.prefix(upTo: cgroup.lastIndex(of: "/") ?? cgroup.endIndex))) }
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
