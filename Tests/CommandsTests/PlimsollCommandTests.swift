// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import Commands

struct PlimsollCommandTests {
    private func exitCode(_ arguments: String...) -> Int32 {
        do {
            _ = try PlimsollCommand.parseAsRoot(arguments)
            return 0
        } catch {
            return PlimsollCommand.exitCode(for: error).rawValue
        }
    }

    @Test func wrongUsageExitsWith64() {
        #expect(exitCode("no-such-verb") == 64)
        #expect(exitCode("status", "--no-such-option") == 64)
        #expect(exitCode("status", "--format", "yaml") == 64)
        #expect(exitCode("start") == 64)
        #expect(exitCode("logs", "thumbs", "--lines", "many") == 64)
        #expect(exitCode("logs", "thumbs", "--lines", "-1") == 64)
        #expect(exitCode("status", "--socket", "a", "--server-url", "http://b") == 64)
        #expect(exitCode("status", "--bearer-token", "a") == 64)
    }

    @Test func helpAndVersionAreNoErrors() {
        #expect(exitCode("--help") == 0)
        #expect(exitCode("--version") == 0)
        #expect(exitCode("status", "--help") == 0)
    }

    @Test func optionsReachTheCommand() throws {
        let logs = try #require(try PlimsollCommand.parseAsRoot(["logs", "thumbs", "-n", "5"]) as? LogsCommand)
        #expect(logs.lines == 5)
        #expect(logs.target.service == "thumbs")
        let status = try #require(
            try PlimsollCommand.parseAsRoot(["proxy-status", "--server-url", "http://x", "--follow"])
                as? ProxyStatusCommand
        )
        #expect(status.server.serverURL == "http://x")
        #expect(status.follow)
    }
}
