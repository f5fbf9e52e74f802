// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import PlimsollTesting
import Testing

/// The table of runtimes in docs/guard.md is the one in the code.
struct RuntimesDocumentTests {
    @Test func theTableIsThatOfTheCode() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/guard.md").path()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let parts = text.components(separatedBy: "<!-- runtimes -->")
        let rest = try #require(parts.last).components(separatedBy: "<!-- end of runtimes -->")
        try #require(parts.count == 2 && rest.count == 2)
        let table = "<!-- runtimes -->\n\(Self.table)\n<!-- end of runtimes -->"
        try compareWithFile(parts[0] + table + rest[1], path: path)
    }

    private static var table: String {
        let small = RuntimeRoom(
            memory: .mebibytes(256),
            machineMemory: .gibibytes(16),
            quota: CPUQuota(nanoCPUs: 1_500_000_000),
            allowedProcessors: 8
        )
        var large = small
        large.memory = .gibibytes(1)
        let rows = Runtime.all.map { runtime in
            let occasion = runtime.occasion == .always ? "always" : "where it is found"
            return
                "| \(runtime.name) | \(own(runtime, small)) | \(set(runtime, small)) | \(own(runtime, large)) | \(set(runtime, large)) | \(occasion) |"
        }
        return
            ([
                "| runtime | by itself at 256 MiB | set | by itself at 1 GiB | set | when |",
                "|---|---|---|---|---|---|",
            ] + rows)
            .joined(separator: "\n")
    }

    private static func own(_ runtime: Runtime, _ room: RuntimeRoom) -> String {
        runtime.own(room).map(\.description).joined(separator: ", ")
    }

    private static func set(_ runtime: Runtime, _ room: RuntimeRoom) -> String {
        let settings = runtime.settings(room)
        if settings.isEmpty { return "nothing: it fits" }
        return settings.map { "`\($0.variable)=\($0.value)`" }.joined(separator: " ")
    }
}
