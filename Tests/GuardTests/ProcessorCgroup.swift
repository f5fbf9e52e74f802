// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess

/// A real CPU cgroup of this machine, made for one test.
enum ProcessorCgroup {
    /// Makes a cgroup with a quota in hundredths of a processor for as long as `body` runs.
    static func with<Result: Sendable>(
        hundredths: Int64,
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        guard let own = CgroupPlaces(files: SystemFiles()).cpu else { throw NoMemoryCgroups() }
        let directory = "\(own.own)/plimsoll-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        do {
            switch own.version {
            case .v1:
                try write("100000", to: "\(directory)/cpu.cfs_period_us")
                try write("\(hundredths * 1000)", to: "\(directory)/cpu.cfs_quota_us")
            case .v2:
                try write("\(hundredths * 1000) 100000", to: "\(directory)/cpu.max")
            }
            let result = try await body(directory)
            try await remove(directory)
            return result
        } catch {
            try? await remove(directory)
            throw error
        }
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        try file.write(contentsOf: Data(text.utf8))
    }

    private static func remove(_ directory: String) async throws {
        let outcome = try await Outcome.ofShell(
            #"for try in $(seq 100); do rmdir "$1" 2>&1 && exit; sleep 0.05; done; exit 1"#,
            directory
        )
        guard outcome.status.isSuccess else { throw CgroupStays(reason: outcome.output) }
    }
}
