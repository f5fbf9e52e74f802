// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting
import Proxy
import Testing

/// What is foreseen of a file for the access log is what comes of opening it.
struct AccessLogObstacleTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = try TestFiles.temporaryFolder("access-log")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/logs", withIntermediateDirectories: false)
        try Data("x".utf8).write(to: URL(filePath: folder + "/file"))
        for (link, target) in [
            ("to-new", "logs/new"), ("to-nothing", "none/new"), ("to-itself", "to-itself"),
            ("to-logs", folder + "/logs"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target)
        }
        try body(folder)
    }

    @Test(arguments: [
        "file", "logs/new", "to-new", "logs", "to-logs", "none/new", "file/new", "to-nothing", "to-itself",
        "to-itself/new",
        String(repeating: "x", count: 300),
    ])
    func theSameIsForeseenAndMet(_ name: String) async throws {
        try inFolder { folder in
            let target = AccessLog.Target.file("\(folder)/\(name)")
            let before = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            let foreseen = AccessLogObstacle.foreseen(for: target)
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == before)
            var met: String?
            do throws(ProxyServerError) {
                let log = try AccessLog(target)
                Task { await log.close() }
            } catch {
                met = error.description
            }
            #expect(foreseen.map { "\($0.message); \($0.hint)" } == met)
            #expect((met == nil) == ["file", "logs/new", "to-new"].contains(name))
        }
    }

    @Test func eachObstacleSaysWhatToDo() throws {
        try inFolder { folder in
            let missing = AccessLogObstacle.foreseen(for: .file(folder + "/none/new"))
            #expect(
                missing?.message == "cannot write the access log to '\(folder)/none/new': No such file or directory"
            )
            #expect(missing?.hint.hasPrefix("make the folder it is to be in") == true)
            let isFolder = AccessLogObstacle.foreseen(for: .file(folder + "/logs"))
            #expect(isFolder?.message.hasSuffix(": Is a directory") == true)
            #expect(isFolder?.hint == "name a file in that folder in access_log")
        }
    }

    @Test func streamsHaveNoObstacle() {
        #expect(AccessLogObstacle.foreseen(for: .standardOutput) == nil)
        #expect(AccessLogObstacle.foreseen(for: .standardError) == nil)
    }
}
