// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Subprocess
import Testing

/// The tools' command lines, by their names and as words of the guard.
struct ToolUseTests {
    @Test(arguments: ["free", "nproc", "top", "uptime"]) func eachToolHelpsAndTellsItsVersion(tool: String) async throws
    {
        let help = try await ToolLinks.run(tool, "--help")
        #expect(help.status == .exited(0) && help.output.hasPrefix("usage: \(tool) "), "\(help.errors)")
        #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
        let version = try await ToolLinks.run(tool, "--version")
        #expect(version.output == "\(tool) of plimsoll-guard \(PlimsollVersion.current)\n")
        let word = try await Outcome.of([GuardBinary.path, tool, "--version"])
        #expect(word.output == version.output)
    }

    @Test(arguments: ["free", "nproc", "top", "uptime"]) func whatAToolDoesNotKnowIsAnError(tool: String) async throws {
        let outcome = try await ToolLinks.run(tool, "-Z")
        #expect(outcome.status == .exited(1))
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("\(tool): invalid option -- 'Z'\n"))
        #expect(outcome.errors.contains("usage: ") || outcome.errors.contains("--help"))
    }

    @Test func limitsIsAWordOfTheGuard() async throws {
        let outcome = try await Outcome.of([GuardBinary.path, "limits", "--help"])
        #expect(outcome.output.hasPrefix("usage: plimsoll-guard limits "))
        let wrong = try await Outcome.of([GuardBinary.path, "limits", "--format", "xml"])
        #expect(wrong.status == .exited(1))
        #expect(wrong.errors.hasPrefix("limits: unknown format 'xml'; there are table and json\n"))
    }

    @Test func aProgramOfSuchANameRunsBehindTwoDashes() async throws {
        let outcome = try await Outcome.of([GuardBinary.path, "--", "nproc", "--version"])
        #expect(outcome.output.contains("coreutils"))
    }

    @Test func whatCannotBeWrittenIsAnError() async throws {
        let outcome = try await Outcome.ofShell(#"exec "$1" >/dev/full"#, ToolLinks.path("free"))
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors == "free: cannot write to standard output\n")
    }

    @Test func freeGoesOnAsOftenAsAsked() async throws {
        let outcome = try await ToolLinks.run("free", "-s", "0.05", "-c", "3")
        #expect(outcome.output.split(separator: "\n").filter { $0.hasPrefix("Mem:") }.count == 3)
    }

    @Test func topOfNoTerminalSaysWhatToDo() async throws {
        let outcome = try await ToolLinks.run("top")
        #expect(outcome.status == .exited(1))
        #expect(outcome.errors == "top: standard input and output are no terminal; top -b -n 1 prints it once\n")
    }
}
