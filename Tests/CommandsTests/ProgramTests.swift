// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import Logging
import PlimsollTesting
import Subprocess
import Testing

/// The program as a shell sees it: exit status, standard output, standard error.
struct ProgramTests {
    @Test func wrongUsageExitsWith64AndSaysSoOnStandardError() async throws {
        let outcome = try await ProgramRun.of(["no-such-verb"])
        #expect(outcome.status == .exited(64))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("no-such-verb"))
    }

    @Test func failureExitsWith1AndOneLine() async throws {
        let outcome = try await ProgramRun.of(["status", "--socket", "/no/such/socket"])
        #expect(outcome.status == .exited(1))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("plimsoll: no proxy answers at /no/such/socket"))
        #expect(outcome.errors.filter(\.isNewline).count == 1)
    }

    @Test(arguments: [
        ["status", "--ca-file", "ca.pem"], ["top", "--socket", "/x", "--ca-file", "ca.pem"],
        ["start", "api", "--server-url", "http://127.0.0.1:1", "--ca-file", "ca.pem"],
        ["proxy-status", "--server-url", "http://127.0.0.1:1", "--ca-file", "ca.pem"],
    ])
    func authoritiesAreForHTTPSAlone(_ arguments: [String]) async throws {
        let outcome = try await ProgramRun.of(arguments)
        #expect(outcome.status == .exited(64))
        #expect(outcome.errors.contains("--ca-file is for a"))
    }

    @Test func anAddressWithoutItsSchemeIsToldHowToWriteIt() async throws {
        for verb in ["status", "proxy-status"] {
            let outcome = try await ProgramRun.of([verb, "--server-url", "10.0.0.5:8443", "--ca-file", "ca.pem"])
            #expect(outcome.status == .exited(64))
            #expect(outcome.errors.contains("begins with https://: write https://10.0.0.5:8443\n"))
        }
    }

    @Test func missingFileOfAuthoritiesIsOneLineThatNamesTheOption() async throws {
        for verb in [["status"], ["top"], ["start", "api"], ["stop", "api"], ["logs", "api"], ["proxy-status"]] {
            let outcome = try await ProgramRun.of(
                verb + ["--server-url", "https://127.0.0.1:1", "--ca-file", "/no/such/ca.pem"]
            )
            #expect(outcome.status == .exited(1))
            #expect(outcome.errors.hasPrefix("plimsoll: cannot read '/no/such/ca.pem': No such file or directory;"))
            #expect(outcome.errors.contains("--ca-file") && outcome.errors.filter(\.isNewline).count == 1)
        }
    }

    @Test func authoritiesOfTheEnvironmentAreTakenForHTTPSAlone() async throws {
        let script = #"PLIMSOLL_CA_FILE=/no/such/ca.pem "$0" status --server-url "$1""#
        let secure = try await ProgramRun.ofShell(script, "https://127.0.0.1:1")
        #expect(secure.status == .exited(1) && secure.errors.contains("'/no/such/ca.pem'"))
        let plain = try await ProgramRun.ofShell(script, "http://127.0.0.1:1")
        #expect(plain.status == .exited(1) && plain.errors.contains("onnection refused"))
    }

    /// Root may write anywhere, unless it lets go of that.
    @Test func aLogThatThisUserMustNotWriteIsFoundAndNothingIsMade() async throws {
        let outcome = try await ProgramRun.ofShell(
            #"""
            folder=$(mktemp -d) && mkdir "$folder/logs" && chmod 555 "$folder/logs"
            trap 'chmod 755 "$folder/logs"; rm -r "$folder"' EXIT
            printf 'global: {access_log: %s/logs/new}\nservices:\n  - {name: api, image: "api:1"}\n' "$folder" > "$folder/p.yaml"
            if [ "$(id -u)" = 0 ]; then set -- setpriv --bounding-set=-dac_override,-dac_read_search; else set --; fi
            "$@" "$0" check "$folder/p.yaml" && ls -A "$folder/logs"
            """#
        )
        #expect(outcome.status == .exited(0), "\(outcome.errors)")
        #expect(outcome.output.contains("/logs/new': Permission denied [access-log-unwritable]"))
        #expect(outcome.output.contains("hint: let the proxy's user write there"))
        #expect(outcome.output.contains("1 service\n") && outcome.output.hasSuffix("1 service\n"))
    }

    @Test func versionIsTheConstantAlone() async throws {
        let outcome = try await ProgramRun.of(["--version"])
        #expect(outcome.status == .exited(0))
        #expect(outcome.output.contains(#/^\d+\.\d+\.\d+\n$/#))
    }

    @Test func brokenSettingsFileIsShownWithItsMistakes() async throws {
        let outcome = try await ProgramRun.of(["proxy-status", "--config", "/no/such/proxy.yaml"])
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors.contains("not found"))
    }

    @Test func pipeThatIsClosedEndsItWithoutAWord() async throws {
        let outcome = try await withServer(ChangingFleet()) { socket in
            try await ProgramRun.ofShell(#""$0" status --follow --format json --socket "$1" | head -n 1"#, socket)
        }
        #expect(outcome.status == .exited(0))
        #expect(outcome.output.filter(\.isNewline).count == 1)
        #expect(outcome.errors == "")
    }

    @Test(.timeLimit(.minutes(1)))
    func readerThatLeavesIsNoticedWithoutAChange() async throws {
        let outcome = try await withServer(StubOperations(.sample)) { socket in
            try await ProgramRun.ofShell(#""$0" status --follow --socket "$1" | head -n 1"#, socket)
        }
        #expect(outcome.status == .exited(0))
    }

    @Test func statusOfARunningProxyIsPrintedWithoutColours() async throws {
        let outcome = try await withServer(StubOperations(.sample)) { socket in
            try await ProgramRun.of(["status", "--socket", socket])
        }
        #expect(outcome.status == .exited(0))
        #expect(outcome.output.hasPrefix("SERVICE  STATE"))
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func crashedStartShowsTheWorkersLastLinesHarmlessly() async throws {
        let operations = StubOperations(.sample)
        operations.refuse(LeaseRefusal(.workerCrashed, "the worker ended with status 3", logTail: ["\u{1B}[2Jboom"]))
        let outcome = try await withServer(operations) { socket in
            try await ProgramRun.of(["start", "thumbs", "--socket", socket])
        }
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors == "plimsoll: the worker ended with status 3\n  \\x1b[2Jboom\n")
    }

    private func withServer<Result: Sendable>(
        _ operations: any FleetOperations,
        _ body: @escaping @Sendable (String) async throws -> Result
    ) async throws -> Result {
        let socket = "/tmp/pl-\(UInt32.random(in: 0...(.max))).sock"
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = OperatorServer(operations: operations, socketPath: socket, logger: logger)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try? await server.run()
                return nil
            }
            group.addTask {
                try await eventually("operator's socket") {
                    await (try? OperatorClient.withClient(of: .socket(path: socket)) { try await $0.status() }) != nil
                }
                return try await body(socket)
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}
