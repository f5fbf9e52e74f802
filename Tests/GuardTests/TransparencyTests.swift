// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// The program must find everything as if it had been executed directly.
struct TransparencyTests {
    private func guarded(_ words: String..., environment: [Environment.Key: String] = [:]) async throws -> Outcome {
        try await Outcome.of([GuardBinary.path] + words, environment: environment)
    }

    @Test(arguments: [0, 1, 7, 125, 255]) func theProgramsStatusIsPassedOn(status: Int32) async throws {
        #expect(try await guarded("sh", "-c", "exit \(status)").status == .exited(status))
    }

    @Test func theProgramsSignalIsPassedOn() async throws {
        #expect(try await guarded("sh", "-c", "kill -TERM $$").status == .signaled(SIGTERM))
    }

    @Test func aMissingProgramIs127() async throws {
        let outcome = try await guarded("no-such-program")
        #expect(outcome.status == .exited(127))
        #expect(outcome.errors == "plimsoll-guard: cannot find the program 'no-such-program'\n")
        #expect(try await guarded("/no/such/program").status == .exited(127))
        #expect(try await guarded("--", "").status == .exited(127))
    }

    @Test func aMissingInterpreterIsToldFromAMissingProgram() async throws {
        let script = #"""
            d=$(mktemp -d) && printf '#!/no/such/interpreter\n' >"$d/script" && chmod +x "$d/script"
            PATH=$d "$1" script; s=$?; rm -r "$d"; exit $s
            """#
        let outcome = try await Outcome.ofShell(script, GuardBinary.path)
        #expect(outcome.status == .exited(127))
        let reason = "the interpreter in its first line, or its loader, is missing"
        #expect(outcome.errors == "plimsoll-guard: cannot run 'script': \(reason)\n")
    }

    @Test func aProgramThatCannotRunIs126() async throws {
        let outcome = try await guarded("/etc/passwd")
        #expect(outcome.status == .exited(126))
        #expect(outcome.errors == "plimsoll-guard: cannot run '/etc/passwd': Permission denied\n")
        #expect(try await guarded("/").status == .exited(126))
    }

    @Test func wrongUseIs125() async throws {
        let outcome = try await guarded("--nonsense")
        #expect(outcome.status == .exited(125))
        #expect(outcome.errors == "plimsoll-guard: unknown option '--nonsense'; --help lists them\n")
        #expect(try await guarded().status == .exited(125))
    }

    @Test func helpAndVersionGoToStandardOutput() async throws {
        #expect(try await guarded("--help").output == GuardCommand.helpText)
        #expect(try await guarded("--version").output == "plimsoll-guard \(PlimsollVersion.current)\n")
    }

    @Test func theProgramIsLookedForInPath() async throws {
        let script = """
            d=$(mktemp -d) && mkdir "$d/a" "$d/b" && touch "$d/a/found" && printf '#!/bin/sh\necho here' >"$d/b/found"
            chmod +x "$d/b/found"
            PATH=$d/none:$d/a:$d/b:$PATH "$1" found; rm -r "$d"
            """
        #expect(try await Outcome.ofShell(script, GuardBinary.path).output == "here\n")
    }

    @Test func aProgramThatMayNotBeExecutedAnywhereIs126() async throws {
        let script = #"d=$(mktemp -d) && touch "$d/found" && PATH=$d "$1" found; s=$?; rm -r "$d"; exit $s"#
        #expect(try await Outcome.ofShell(script, GuardBinary.path).status == .exited(126))
    }

    @Test func argumentsArriveByteForByte() async throws {
        let script = #"exec "$1" -- printf '<%s>' "$(printf 'a\377b')" '' ' x ' '--strict' | od -An -tx1"#
        let outcome = try await Outcome.ofShell(script, GuardBinary.path)
        #expect(outcome.output == " 3c 61 ff 62 3e 3c 3e 3c 20 78 20 3e 3c 2d 2d 73\n 74 72 69 63 74 3e\n")
    }

    @Test func theProgramsOwnNameIsAsItWasTyped() async throws {
        #expect(try await guarded("sh", "-c", "cat /proc/$$/cmdline").output.hasPrefix("sh\0-c\0"))
    }

    @Test func theEnvironmentIsKept() async throws {
        let plain = try await Outcome.of(["env"], environment: ["LITTLE": "a=b c"])
        let outcome = try await guarded("env", environment: ["LITTLE": "a=b c"])
        let added = Set(outcome.output.split(separator: "\n")).subtracting(plain.output.split(separator: "\n"))
        #expect(outcome.output.contains("LITTLE=a=b c\n"))
        // "_" is the shell's; the notes are there only where this machine itself is limited.
        #expect(added.allSatisfy { $0.hasPrefix("PLIMSOLL_") || $0.hasPrefix("_=") }, "\(added)")
    }

    @Test func openFilesStayOpenAndNoneIsAdded() async throws {
        let script =
            #"exec 7</etc/hostname 9>&1; ls /proc/self/fd | tr '\n' ' '; exec "$1" -- sh -c 'ls /proc/self/fd | tr "\n" " "'"#
        let words = try await Outcome.ofShell(script, GuardBinary.path).output.split(separator: " ")
        #expect(words.count % 2 == 0 && words.prefix(words.count / 2) == words.suffix(words.count / 2), "\(words)")
        #expect(words.contains("7") && words.contains("9"))
    }

    @Test func signalsTheProcessNumberAndTheLimitsStay() async throws {
        let script = """
            trap '' USR1
            grep -E '^Sig(Blk|Ign)' /proc/self/status; ulimit -n; ulimit -s; echo $$
            exec "$1" --mode static -- sh -c 'grep -E "^Sig(Blk|Ign)" /proc/self/status; ulimit -n; ulimit -s; echo $$'
            """
        let lines = try await Outcome.ofShell(script, GuardBinary.path).output.split(separator: "\n")
        #expect(lines.count == 10 && lines.prefix(5) == lines.suffix(5), "\(lines)")
    }

    @Test func standardInputIsTheProgramsOwn() async throws {
        #expect(try await Outcome.of([GuardBinary.path, "cat"], input: "said").output == "said")
    }
}
