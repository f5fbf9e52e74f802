// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Subprocess
import Testing

/// The tools where little is as usual, and where somebody means harm.
@Suite(.serialized)
struct ToolSurroundingsTests {
    private func everyTool(_ preparation: String) async throws -> Outcome {
        try await Outcome.ofShell(
            """
            exec unshare -m sh -c '\(preparation) && for words in "limits" "limits --format json" free nproc uptime "top -b -n 1"; do
            "$1" $words; echo "$words: $?"; done' sh "$1"
            """,
            GuardBinary.path
        )
    }

    @Test func withoutCgroupsTheyShowTheMachine() async throws {
        let outcome = try await everyTool("mount -t tmpfs none /sys/fs/cgroup")
        for words in ["limits", "limits --format json", "free", "nproc", "uptime", "top -b -n 1"] {
            #expect(outcome.output.contains("\(words): 0\n"), "\(outcome.output)\(outcome.errors)")
        }
        #expect(outcome.output.contains("  machine  /proc/meminfo: MemTotal\n"))
    }

    @Test func withoutProcTheySayWhatIsMissing() async throws {
        let outcome = try await everyTool("mount -t tmpfs none /proc")
        #expect(outcome.output.contains("limits: 0\n") && outcome.output.contains("nproc: 0\n"))
        #expect(outcome.output.contains("top -b -n 1: 0\n") && outcome.output.contains("is /proc hidden?\n"))
        #expect(outcome.output.contains("cannot read /proc/self/cgroup: No such file or directory\n"))
        #expect(!outcome.output.contains("/proc/self/status: Cpus_allowed"))
        #expect(!outcome.errors.contains("Fatal"))
    }

    @Test func aloneInAContainerNothingIsCalledHidden() async throws {
        func alone(_ words: String...) async throws -> Outcome {
            try await Outcome.of(["unshare", "-p", "-f", "--mount-proc", GuardBinary.path] + words)
        }
        let top = try await alone("top", "-b", "-n", "1")
        #expect(top.output.contains(",  no other process,  0 active\n"), "\(top.output)\(top.errors)")
        #expect(top.output.hasSuffix("COMMAND\nno other process runs here\n"), "\(top.output)")
        let since = try await alone("uptime", "-s")
        #expect(since.status == .exited(0) && since.output.utf8.count == 20, "\(since.output)\(since.errors)")
    }

    @Test func inAnEmptyRootTheyEnd() async throws {
        let script = #"""
            d=$(mktemp -d) && cp "$1" "$d/guard"
            for words in limits free nproc uptime "top -b -n 1"; do chroot "$d" /guard $words >/dev/null 2>&1; echo "$words: $?"; done
            rm -r "$d"
            """#
        let outcome = try await Outcome.ofShell(script, GuardBinary.path)
        #expect(outcome.output == "limits: 0\nfree: 1\nnproc: 0\nuptime: 0\ntop -b -n 1: 0\n")
    }

    @Test func aNameThatWouldTakeTheTerminalOverIsShownHarmlessly() async throws {
        try await TestCgroup.with(limit: .mebibytes(64)) { cgroup in
            let script = #"""
                d=$(mktemp -d); n=$(printf 'x\033[2J\n) R 1'); cp "$(command -v sleep)" "$d/$n"; "$d/$n" 60 & p=$!
                while ! grep -q '\[2J' /proc/$p/comm; do :; done
                "$0" -b -n 1; kill $p; rm -r "$d"
                """#
            let outcome = try await cgroup.run(["sh", "-c", script, ToolLinks.path("top")])
            #expect(!outcome.output.contains("\u{1B}"))
            #expect(
                outcome.output.contains(#" S "#) && outcome.output.contains(#" x\x1b[2J\x0a) R 1"#),
                "\(outcome.output)"
            )
        }
    }
}
