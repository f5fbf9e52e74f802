// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Capacity
import Foundation
import Settings
import Testing

@testable import Commands

struct CheckCommandTests {
    private static let sound = """
        services:
          - {name: api, image: "api:1", mem_limit: 1g, cpus: 1}
        """

    private func check(
        _ yaml: String,
        isStrict: Bool = false,
        format: ReportFormat = .table,
        terminal: Terminal = Terminal(),
        guardPath: String? = "/usr/bin/plimsoll-guard"
    ) throws -> (passes: Bool, text: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "plimsoll-check-\(UUID()).yaml")
        try yaml.write(to: file, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let loaded = SettingsLoader(environment: [:]).load(file.path)
        let check = SettingsCheck(
            loaded,
            host: HostCapacity(memory: .gibibytes(16), processors: 4),
            listeningPorts: [],
            surroundings: SurroundingsCheck.problems(
                of: loaded,
                environment: ["PATH": "/usr/bin:/bin"],
                guardPath: guardPath
            ),
            isStrict: isStrict
        )
        let sink = MemorySink()
        try check.show(format, on: terminal, to: sink)
        return (check.report.passes, sink.text.replacing(file.path, with: "proxy.yaml"))
    }

    @Test func soundFilePassesWithItsCounts() throws {
        let (passes, text) = try check(Self.sound)
        #expect(passes)
        #expect(text == "proxy.yaml: ok, 0 errors, 0 warnings, 0 notices, 1 service\n")
    }

    @Test func mistakesFailAndShowTheirLine() throws {
        let (passes, text) = try check(Self.sound.replacing("1g", with: "1x"))
        #expect(!passes)
        #expect(
            text == """
                proxy.yaml:2:44: error: mem_limit must be a size above zero, not '1x' [invalid-value]
                      - {name: api, image: "api:1", mem_limit: 1x, cpus: 1}
                                                               ^
                    hint: a number with a unit, such as 512m, 8g or 8GiB
                proxy.yaml: not ok, 1 error, 0 warnings, 0 notices

                """
        )
    }

    @Test func warningsFailOnlyWhereStrict() throws {
        let yaml = Self.sound.replacing(", cpus: 1", with: "")
        #expect(try check(yaml).passes)
        #expect(try !check(yaml, isStrict: true).passes)
    }

    @Test func aLogThatCannotBeOpenedIsShownWithItsLine() throws {
        let yaml = "global: {access_log: /no/such/folder/access.log}\n" + Self.sound
        let (passes, text) = try check(yaml)
        #expect(passes)
        #expect(
            text == """
                proxy.yaml:1:22: warning: cannot write the access log to '/no/such/folder/access.log': No such file or directory [access-log-unwritable]
                    global: {access_log: /no/such/folder/access.log}
                                         ^
                    hint: make the folder it is to be in, or name another file in access_log
                proxy.yaml: ok, 0 errors, 1 warning, 0 notices, 1 service

                """
        )
        #expect(try !check(yaml, isStrict: true).passes)
        #expect(try check(yaml.replacing("/no/such/folder/access.log", with: "stdout"), isStrict: true).passes)
    }

    @Test func aProgramThatIsNotThereIsShownWithItsLine() throws {
        let yaml = "services:\n  - {name: api, command: [no-such-program], mem_limit: 1g, cpus: 1}\n"
        let (passes, text) = try check(yaml)
        #expect(passes)
        #expect(
            text == """
                proxy.yaml:2:26: warning: cannot start 'api': cannot run 'no-such-program': no such program in PATH (/usr/bin:/bin); install it or give its whole path [process-cannot-start]
                      - {name: api, command: [no-such-program], mem_limit: 1g, cpus: 1}
                                             ^
                    hint: the proxy looks as its own user, from its own folder and with its own PATH
                proxy.yaml: ok, 0 errors, 1 warning, 0 notices, 1 service

                """
        )
        #expect(try !check(yaml, isStrict: true).passes)
        #expect(try check(yaml.replacing("no-such-program", with: "sh"), isStrict: true).passes)
    }

    /// A broken line spoils only what depends on it.
    @Test func whatIsNotBrokenIsJudgedBesideMistakes() throws {
        let yaml = """
            global:
              idle_timeout: soon
              listen_http: many
              listen_https: 8443
              access_log: /no/such/folder/access.log
              tls_certfile: /no/such/cert.pem
              tls_keyfile: /no/such/key.pem
            services:
              - {name: api, command: [no-such-program], mem_limt: 1g, internal_port: 80}
              - {name: web, command: [sh], mem_limit: 1g, cpus: 1, internal_port: 8443}
              - {name: old, command: [sh], mem_limit: 1g, cpus: 1, internal_port: 80}
            """
        let (passes, text) = try check(yaml)
        #expect(!passes)
        for rule in ["invalid-value", "unknown-key", "access-log-unwritable", "certificate-unusable"] {
            #expect(text.contains("[\(rule)]"), "\(rule)")
        }
        #expect(text.contains("cannot run 'no-such-program'"))
        #expect(text.contains("'web' and the proxy itself have the same port 8443"))
        // Nobody knows that the proxy would listen on 80.
        #expect(!text.contains("'old' and the proxy itself"))
    }

    @Test func aBrokenAccessLogIsNotJudgedAsAFile() throws {
        let text = try check("global: {access_log: logs/relative.log}\n" + Self.sound).text
        #expect(!text.contains("[access-log-unwritable]") && text.contains("[invalid-value]"))
    }

    @Test func aMissingGuardIsFoundWhereAServiceWantsOne() throws {
        let (passes, text) = try check(Self.sound, guardPath: nil)
        #expect(passes)
        #expect(
            text == """
                proxy.yaml:2:12: warning: 'api' is to be guarded, and there is no static plimsoll-guard beside this program: the proxy does not start [guard-missing]
                      - {name: api, image: "api:1", mem_limit: 1g, cpus: 1}
                               ^
                    hint: type: make guard, or name it in PLIMSOLL_GUARD, or set guard: off
                proxy.yaml: ok, 0 errors, 1 warning, 0 notices, 1 service

                """
        )
        let unguarded = Self.sound.replacing("cpus: 1", with: "cpus: 1, guard: off")
        #expect(try !check(unguarded, guardPath: nil).text.contains("guard-missing"))
        let upstream = "services:\n  - {name: api, upstream: 'http://127.0.0.1:1'}\n"
        #expect(try !check(upstream, guardPath: nil).text.contains("guard-missing"))
    }

    @Test(arguments: [("localhost:8080", "127.0.0.1:8080"), ("127.0.0.1:8080", "localhost:8080")])
    func namesOfOneAddressAreFoundToBeOne(plain: String, secure: String) throws {
        let yaml =
            "global: {listen_http: '\(plain)', listen_https: '\(secure)', domain: example.com, acme: {agree_terms: true}}\n"
            + Self.sound
        let text = try check(yaml).text
        #expect(
            text.contains("listen_http (\(plain)) and listen_https (\(secure)) are one address here (127.0.0.1:8080)")
        )
        #expect(text.contains("[listen-address-shared]"))
        #expect(try !check(yaml.replacing("'127.0.0.1:8080'", with: "'127.0.0.1:8081'")).text.contains("one address"))
        #expect(try !check(yaml.replacing("'127.0.0.1:8080'", with: "'127.0.0.2:8080'")).text.contains("one address"))
    }

    @Test(arguments: ["0.0.0.0", "*", "[::]"])
    func everyAddressHasThatOfAName(every: String) throws {
        let yaml =
            "global: {listen_http: '\(every):8080', listen_https: 'localhost:8080', domain: example.com, acme: {agree_terms: true}}\n"
            + Self.sound
        #expect(try check(yaml).text.contains("one address"))
    }

    @Test func oneAddressForBothListenersFails() throws {
        let yaml =
            "global: {listen_http: 8080, listen_https: 8080, domain: example.com, acme: {agree_terms: true}}\n"
            + Self.sound
        let (passes, text) = try check(yaml)
        #expect(!passes)
        #expect(text.contains("proxy.yaml:1:43: error: listen_http (*:8080) and listen_https (*:8080) are one address"))
        #expect(text.contains("[duplicate-address]"))
    }

    /// HTTPS is served as soon as ACME has brought the certificate.
    @Test func aProcessOnThePortOfHTTPSIsFound() throws {
        let yaml = """
            global: {listen_https: 8443, domain: example.com, acme: {agree_terms: true}}
            services:
              - {name: api, command: [sh], mem_limit: 1g, cpus: 1, internal_port: 8443}
            """
        #expect(
            try check(yaml).text.contains("'api' and the proxy itself have the same port 8443 [process-port-shared]")
        )
    }

    @Test func noticesNeverFail() throws {
        #expect(try check(Self.sound.replacing("cpus: 1", with: "cpus: 1, priority: 2"), isStrict: true).passes)
    }

    @Test func colourIsOnlyWhereTheTerminalHasIt() throws {
        let yaml = Self.sound.replacing("1g", with: "1x")
        #expect(try !check(yaml).text.contains("\u{1B}"))
        #expect(try check(yaml, terminal: Terminal(hasColour: true)).text.contains("\u{1B}[31merror:\u{1B}[0m"))
    }

    @Test func jsonHoldsEveryProblemWithItsPlace() throws {
        struct Report: Decodable {
            struct Entry: Decodable {
                let severity: String
                let rule: String
                let line: Int?
            }
            let passes: Bool
            let errors: Int
            let problems: [Entry]
        }
        let text = try check(Self.sound.replacing("cpus: 1", with: "cpu: 1"), format: .json).text
        let report = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
        #expect(!report.passes)
        #expect(report.errors == 1)
        #expect(report.problems.map(\.rule) == ["unknown-key"])
        #expect(report.problems.map(\.line) == [2])
    }

    @Test func nodeToolsNameIsTheSameCommand() throws {
        let command = try PlimsollCommand.parseAsRoot(["proxy-validate-config", "other.yaml", "--strict", "--lenient"])
        let check = try #require(command as? CheckCommand)
        #expect(check.file == "other.yaml")
        #expect(check.strict && check.lenient)
        #expect(try (PlimsollCommand.parseAsRoot(["check"]) as? CheckCommand)?.file == "proxy.yaml")
    }
}
