// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Synchronization

/// A real memory cgroup of this machine, made for one test below the one that the tests run in, and removed after it.
struct TestCgroup: Sendable {
    let directory: String
    let version: CgroupVersion

    private static let count = Atomic(0)

    /// Makes a cgroup for as long as `body` runs.
    static func with<Result: Sendable>(
        limit: ByteCount? = nil,
        _ body: (TestCgroup) async throws -> Result
    ) async throws -> Result {
        let number = count.add(1, ordering: .relaxed).newValue
        let cgroup = try TestCgroup(name: "plimsoll-test-\(ProcessInfo.processInfo.processIdentifier)-\(number)")
        do {
            try limit.map { try cgroup.set(limit: $0) }
            let result = try await body(cgroup)
            try await cgroup.remove()
            return result
        } catch {
            try? await cgroup.remove()
            throw error
        }
    }

    /// Makes a cgroup below this one, removed by `body`'s end or with this one.
    func child(_ name: String) throws -> TestCgroup {
        if version == .v2 { try write("+memory", to: "cgroup.subtree_control") }
        return try TestCgroup(directory: "\(directory)/\(name)", version: version)
    }

    /// Swap is bounded with it, so that the limit is the whole truth.
    func set(limit: ByteCount) throws {
        switch version {
        case .v1:
            try write("\(limit.bytes)", to: "memory.limit_in_bytes")
            try? write("\(limit.bytes)", to: "memory.memsw.limit_in_bytes")
        case .v2:
            try write("\(limit.bytes)", to: "memory.max")
            try? write("0", to: "memory.swap.max")
        }
    }

    /// Sets a larger limit: of memory and swap together the kernel wants the larger one first.
    func raise(limit: ByteCount) throws {
        if version == .v1 { try? write("\(limit.bytes)", to: "memory.memsw.limit_in_bytes") }
        try set(limit: limit)
    }

    func write(_ text: String, to name: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: "\(directory)/\(name)"))
        defer { try? file.close() }
        try file.write(contentsOf: Data(text.utf8))
    }

    var limitFile: String { directory + (version == .v1 ? "/memory.limit_in_bytes" : "/memory.max") }

    var usage: ResourceUsage {
        let place = CgroupPlace(version: version, directories: [directory])
        return CgroupUsage(of: CgroupPlaces(memory: place), files: SystemFiles()).read()
    }

    /// Runs `words` in this cgroup.
    func run(_ words: [String]) async throws -> Outcome {
        try await Outcome.of(["sh", "-c", #"echo 0 >"$0/cgroup.procs" && exec "$@""#, directory] + words)
    }

    /// Runs `words` under the guard in this cgroup.
    func runGuarded(_ options: String..., running words: [String]) async throws -> Outcome {
        try await run([GuardBinary.path] + options + ["--"] + words)
    }

    private init(name: String) throws {
        guard let own = CgroupPlaces(files: SystemFiles()).memory else { throw NoMemoryCgroups() }
        switch own.version {
        case .v1:
            try self.init(directory: "\(own.own)/\(name)", version: .v1)
        case .v2:
            // A v2 cgroup with processes in it hands no controllers down; the nearest above that does is the place.
            let parent = own.directories.first { directory in
                let controllers = SystemFiles().bytes(at: "\(directory)/cgroup.subtree_control") ?? []
                return String(decoding: controllers, as: UTF8.self).contains("memory")
            }
            guard let parent else { throw NoMemoryCgroups() }
            try self.init(directory: "\(parent)/\(name)", version: .v2)
        }
    }

    private init(directory: String, version: CgroupVersion) throws {
        self.directory = directory
        self.version = version
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }

    /// Removes this cgroup and those below it, the lowest first. A cgroup whose last process just ended is busy for a moment.
    private func remove() async throws {
        let outcome = try await Outcome.ofShell(
            #"for try in $(seq 100); do find "$1" -depth -type d -exec rmdir {} + 2>&1 && exit; sleep 0.05; done; exit 1"#,
            directory
        )
        guard outcome.status.isSuccess else { throw CgroupStays(reason: outcome.output) }
    }
}

struct NoMemoryCgroups: Error, CustomStringConvertible {
    var description: String { "these tests need a memory cgroup below which they may make others: run them as root" }
}

struct CgroupStays: Error {
    let reason: String
}
