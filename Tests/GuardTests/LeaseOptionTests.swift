// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// What mode lease tells, and what it does on request.
@Suite(.serialized)
struct LeaseOptionTests {
    private func lease(_ options: [String], _ words: [String]) async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run([GuardBinary.path, "--mode", "lease"] + options + ["--"] + words)
        }
    }

    private func report(of words: [String], _ options: [String] = []) async throws -> (text: String, outcome: Outcome) {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try await lease(["--report", file.path()] + options, words)
        return (try String(contentsOf: file, encoding: .utf8), outcome)
    }

    @Test func theReportCountsRefusals() async throws {
        let (text, _) = try await report(of: [SurvivalProgram.hog, "malloc", "8192", "1", "3"])
        #expect(text.contains(#""mode":"lease","means":"asked","because":null,"limit":268435456,"#))
        #expect(!text.contains(#""refused":0,"#) && text.contains(#""oomKills":0,"ending":{"exited":0}}"#), "\(text)")
    }

    @Test func aRefusalIsWrittenBeforeTheProgramHearsOfIt() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let program = """
            import json, os
            def record(): return json.load(open("\(file.path())"))
            while record()["mode"] != "lease": os.sched_yield()
            try: bytearray(400 << 20)
            except MemoryError: print(record()["refused"] > 0, record()["lastRefusal"]["size"] >> 20)
            """
        try Data("{\"mode\": null}".utf8).write(to: file)
        let outcome = try await lease(["--report", file.path()], ["/usr/bin/python3", "-c", program])
        #expect(outcome.output == "True 400\n", "\(outcome.errors)")
    }

    @Test func modeStaticTellsWhatIsInForce() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run([GuardBinary.path, "--mode", "static", "--report", file.path(), "--", "true"])
        }
        #expect(GuardRecord(parsing: try Data(contentsOf: file)) == GuardRecord(mode: .static, limit: .mebibytes(256)))
    }

    @Test func aKillByTheKernelIsNamed() async throws {
        // The one way to memory that nobody asks for: writing to a file that lies in memory.
        let script = "d=$(mktemp -d) && mount -t tmpfs none $d && exec head -c 300000000 /dev/zero >$d/big"
        let (text, outcome) = try await report(of: ["unshare", "-m", "sh", "-c", script])
        #expect(outcome.status == .signaled(SIGKILL))
        #expect(outcome.errors.contains("the kernel killed the program for want of memory, at "), "\(outcome.errors)")
        #expect(text.contains(#""oomKills":1,"ending":{"signal":9}"#), "\(text)")
    }

    @Test func aKillBySomebodyElseIsToldApart() async throws {
        let outcome = try await lease([], ["sh", "-c", "kill -9 $$"])
        #expect(outcome.status == .signaled(SIGKILL))
        #expect(outcome.errors == "plimsoll-guard: the program was killed by somebody, not for want of memory\n")
    }

    @Test func aStatusOf137IsNoKill() async throws {
        let outcome = try await lease([], ["sh", "-c", "exit 137"])
        #expect(outcome.status == .exited(137) && outcome.errors == "")
    }

    /// Others write to it, too.
    @Test(arguments: ["lease", "static"]) func aReportIsAddedToTheFileThatIsStandardError(mode: String) async throws {
        let script = """
            f=$(mktemp) && echo before >$f && "$@" --mode \(mode) --report /dev/stderr -- sh -c 'echo said >&2' 2>>$f
            sed 's/{.*/{/' $f; tail -n1 $f | cut -c1-16; rm $f
            """
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["sh", "-c", script, "sh", GuardBinary.path])
        }
        let words = mode == "lease" ? ["before", "said", "{"] : ["before", "{", "said"]
        #expect(
            outcome.output.split(separator: "\n").prefix(3) == words[...].map { Substring($0) }[...],
            "\(outcome.output)"
        )
    }

    @Test func aReportThatCannotBeWrittenIsSaid() async throws {
        let outcome = try await lease(["--report", "/no/such/folder/report"], ["true"])
        #expect(outcome.status == .exited(0))
        #expect(
            outcome.errors.hasSuffix("cannot write the report to '/no/such/folder/report': No such file or directory\n")
        )
    }

    @Test(arguments: [[], ["--timed"]]) func theProgramIsWarned(options: [String]) async throws {
        let program = """
            import signal
            signal.signal(signal.SIGUSR1, lambda *_: print("warned"))
            kept = []
            try:
                while True: kept.append(bytearray(1 << 20))
            except MemoryError: pass
            print("refused")
            """
        let outcome = try await lease(options + ["--warn-signal", "USR1"], ["/usr/bin/python3", "-c", program])
        #expect(outcome.output == "warned\nrefused\n")
        #expect(outcome.errors.contains("plimsoll-guard: memory is nearly gone: "), "\(outcome.errors)")
    }

    @Test func theWarningNeedsNoRequest() async throws {
        // Files in memory are written to without asking.
        let script = """
            d=$(mktemp -d) && mount -t tmpfs -o size=220m none $d && head -c 225000000 /dev/zero >$d/big; sleep 3; echo lives
            """
        let outcome = try await lease([], ["unshare", "-m", "sh", "-c", script])
        #expect(outcome.output == "lives\n")
        #expect(outcome.errors.contains("plimsoll-guard: memory is nearly gone: "), "\(outcome.errors)")
    }

    @Test func droppablePageCacheIsNoReasonToWarn() async throws {
        let script = """
            f=$(mktemp -p /var/tmp) && head -c 400000000 /dev/zero >$f && wc -c <$f; rm $f
            exec /usr/bin/python3 -c "kept = [bytearray(1 << 20) for _ in range(100)]"
            """
        let outcome = try await lease([], ["sh", "-c", script])
        #expect(outcome.output == "400000000\n")
        #expect(outcome.errors == "")
    }

    @Test func requestsFailAfterAShare() async throws {
        let outcome = try await lease(["--fail-after", "50%"], [SurvivalProgram.hog, "malloc", "1024"])
        let taken = outcome.output.split(separator: " ").compactMap { Int($0) }.first ?? 0
        #expect((100...120).contains(taken), "\(outcome.output)")
        #expect(outcome.errors.contains("plimsoll-guard: on purpose refused "), "\(outcome.errors)")
        #expect(outcome.errors.contains(" of 128 MiB left"), "\(outcome.errors)")
    }

    @Test func requestsFailAtRandomAndAgainBySeed() async throws {
        let hog = try await [SurvivalProgram.hog, "mmap", "1024"]
        let first = try await lease(["--fail-prob", "5%", "--seed", "7"], hog)
        let again = try await lease(["--fail-prob", "5%", "--seed", "7"], hog)
        #expect(first.output == again.output && first.output.hasPrefix("refused (ENOMEM)"))
        #expect(first.errors.contains("on purpose refused 1 MiB to hog"), "\(first.errors)")
    }

    @Test(arguments: ["malloc", "brk", "mmap"]) func byTheClockProcessesAreRefusedToo(way: String) async throws {
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let hog = try await SurvivalProgram.hog
            let outcome = try await cgroup.run([
                GuardBinary.path, "--mode", "lease", "--timed", "--explain", "--", hog, way, "64", "4",
            ])
            #expect(outcome.status == .exited(0), "\(outcome.output)")
            #expect(outcome.output.split(separator: "\n").count == 4, "\(outcome.output)")
            #expect(outcome.errors.contains("for all processes, lent by the clock\n"), "\(outcome.errors)")
            #expect(cgroup.usage.oomKills == 0)
        }
    }

    /// The limit of another user's process needs that user's rights, or a privilege that engines take away.
    @Test(arguments: [["--timed"], []]) func processesThatChangeTheirUserAreRefusedToo(options: [String]) async throws {
        let program = """
            import os
            children = []
            held, refused = os.pipe(), os.pipe()
            for number in range(4):
                children.append(os.fork())
                if children[-1] == 0:
                    os.close(held[1])
                    os.setgid(2000 + number)
                    os.setuid(2000 + number)
                    kept = []
                    try:
                        while True: kept.append(b"x" * (1 << 20))
                    except MemoryError: os.write(refused[1], b".")
                    os.close(refused[1])
                    os.read(held[0], 1)
                    os._exit(0)
            os.close(refused[1])
            # None of them lets go before all were refused, or are dead.
            while os.read(refused[0], 1): pass
            os.close(held[1])
            print([os.waitpid(child, 0)[1] for child in children])
            """
        let capabilities = [
            "setpriv", "--bounding-set=-sys_resource,-sys_admin", "--inh-caps=-sys_resource,-sys_admin",
        ]
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let outcome = try await cgroup.run(
                capabilities + [GuardBinary.path] + options + ["--", "/usr/bin/python3", "-c", program]
            )
            #expect(outcome.output == "[0, 0, 0, 0]\n", "\(outcome.errors)")
            #expect(cgroup.usage.oomKills == 0)
        }
    }

    @Test func byTheClockPrivilegesAreKept() async throws {
        let look = ["grep", "NoNewPrivs", "/proc/self/status"]
        #expect(
            try await lease(["--timed"], ["setpriv", "--reuid=65534", "--clear-groups"] + look).output
                == "NoNewPrivs:\t0\n"
        )
    }

    @Test func aProcessesNameCannotSteerATerminal() async throws {
        let program = #"import ctypes; ctypes.CDLL(None).prctl(15, b"a\x1b[2Jz", 0, 0, 0); bytearray(4 << 30)"#
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let outcome = try await cgroup.runGuarded(running: ["/usr/bin/python3", "-c", program])
            #expect(outcome.errors.contains("to a?[2Jz ("), "\(outcome.errors)")
            #expect(!outcome.errors.utf8.contains(0x1b))
        }
    }
}
