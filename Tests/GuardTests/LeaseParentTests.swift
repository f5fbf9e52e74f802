// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import PlimsollTesting
import Subprocess
import Testing

/// In mode lease the guard stays: as a parent that is not in the way.
@Suite(.serialized)
struct LeaseParentTests {
    /// Runs a script in a cgroup with the guard's path and mode in `$G`.
    private func script(_ text: String) async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run([
                "sh", "-c", "G=\"$0 --mode lease\"; H=$1; \(text)", GuardBinary.path, SurvivalProgram.hog,
            ])
        }
    }

    /// The guard's own memory grows now and then, also between its asking to be asked and the program's start.
    @Test func aProgramOfAnyCommandLineStarts() async throws {
        let script = """
            for length in $(seq 0 1000 70000); do
                timeout 10 "$1" --mode lease -- true "$(head -c $length /dev/zero | tr '\\0' x)" || echo "$length: $?"
            done
            """
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["sh", "-c", script, "sh", GuardBinary.path])
        }
        #expect(outcome.output == "", "\(outcome.errors)")
    }

    @Test(arguments: [0, 1, 7, 125, 255]) func theProgramsStatusIsPassedOn(status: Int) async throws {
        #expect(try await script("$G -- sh -c 'exit \(status)'; echo $?").output == "\(status)\n")
    }

    @Test(arguments: [1, 2, 9, 15]) func theProgramsSignalIsPassedOn(signal: Int) async throws {
        let outcome = try await script("exec $G -- sh -c 'kill -\(signal) $$'")
        #expect(outcome.status == .signaled(CInt(signal)))
    }

    @Test func whatCannotRunIsSaidAsEver() async throws {
        #expect(try await script("$G -- no-such-program 2>&1; echo $?").output.hasSuffix("'no-such-program'\n127\n"))
        #expect(try await script("$G -- /etc/passwd 2>&1; echo $?").output.hasSuffix("Permission denied\n126\n"))
    }

    /// glibc's first signal of real time, which musl keeps for itself.
    @Test func theSignalThatTheGuardsLibraryKeepsReachesTheProgram() async throws {
        let program = """
            import os, signal, subprocess, sys
            inner = "import os, signal; signal.signal(34, lambda *_: (print('got'), os._exit(3))); print('ready', flush=True); signal.pause()"
            child = subprocess.Popen(sys.argv[1:] + ["--", sys.executable, "-c", inner], stdout=subprocess.PIPE)
            child.stdout.readline()
            child.send_signal(34)
            print(child.stdout.read(), child.wait())
            """
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["/usr/bin/python3", "-c", program, GuardBinary.path])
        }
        #expect(outcome.output == "b'got\\n' 3\n", "\(outcome.errors)")
    }

    @Test(arguments: ["TERM", "INT", "HUP", "USR1", "QUIT", "WINCH"]) func signalsReachTheProgram(name: String)
        async throws
    {
        let outcome = try await script(
            """
            d=$(mktemp -d); mkfifo $d/ready
            env --default-signal $G -- sh -c "trap 'echo got; exit 3' \(name); echo >$d/ready; while :; do sleep 0.05; done" &
            read x <$d/ready; kill -\(name) $!; wait $!; echo $?; rm -r $d
            """
        )
        #expect(outcome.output == "got\n3\n")
    }

    @Test func whatTheProgramFindsIsAsItWas() async throws {
        let outcome = try await script(
            """
            exec 7</etc/hostname 9>&1; trap '' USR1
            look='ls /proc/self/fd | tr "\\n" " "; grep -E "^Sig(Blk|Ign)" /proc/self/status; ulimit -n; ulimit -s; pwd'
            sh -c "$look"; $G -- sh -c "$look"
            """
        )
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count % 2 == 0 && lines.prefix(lines.count / 2) == lines.suffix(lines.count / 2), "\(lines)")
    }

    @Test func orphansAreReaped() async throws {
        let outcome = try await script(
            """
            $G -- sh -c '(sleep 0.1 & sleep 0.1 & ); sleep 0.5; ps -o stat= --ppid $(ps -o ppid= -p $$) | grep -c Z'
            """
        )
        #expect(outcome.output == "0\n", "\(outcome.errors)")
    }

    @Test func asTheFirstProcessItIsAnInit() async throws {
        let outcome = try await script(
            "unshare -p -f --mount-proc $G -- sh -c '(sleep 0.1 & ); sleep 0.4; ps -e -o stat= | grep -c Z; kill -TERM $$'; echo $?"
        )
        #expect(outcome.output == "0\n143\n", "\(outcome.errors)")
    }

    @Test func theTerminalIsTheProgramsOwn() async throws {
        let outcome = try await script(
            "script -qec \"$G -- sh -c 'test -t 0 && test -t 1 && echo tty; ps -o tpgid=,pgid= -p \\$\\$'\" /dev/null </dev/null"
        )
        let lines = outcome.output.replacing("\r\n", with: "\n").split(separator: "\n")
        let groups = (lines.last ?? "").split(separator: " ")
        #expect(lines.first == "tty", "\(outcome.output)")
        #expect(groups.count == 2 && groups[0] == groups[1], "in the foreground: \(outcome.output)")
    }

    @Test func aKeyOnTheTerminalReachesTheProgramOnce() async throws {
        let program = """
            import os, pty, sys, time
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(sys.argv[1], sys.argv[1:] + ["sh", "-c",
                    "n=0; trap 'n=$((n + 1))' INT; echo ready; sleep 0.3; sleep 0.3; echo n=$n"])
            said = b""
            while b"ready\\r\\n" not in said: said += os.read(terminal, 100)
            os.write(terminal, b"\\x03")
            while b"n=" not in said.replace(b"n=$", b""): said += os.read(terminal, 100)
            print(said.replace(b"\\r", b"").split(b"n=")[1].split()[0].decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["/usr/bin/python3", "-c", program, GuardBinary.path, "--mode", "lease", "--"])
        }
        #expect(outcome.output == "1 0\n", "\(outcome.errors)")
    }

    /// The kernel tells the first process of the session alone.
    @Test func aHangUpOfTheTerminalReachesTheProgram() async throws {
        let program = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(sys.argv[1], sys.argv[1:] + ["sh", "-c", "trap 'exit 7' HUP; echo ready; while :; do sleep 0.05; done"])
            said = b""
            while b"ready\\r\\n" not in said: said += os.read(terminal, 100)
            os.close(terminal)
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["timeout", "20", "/usr/bin/python3", "-c", program, GuardBinary.path, "--"])
        }
        #expect(outcome.output == "7\n", "\(outcome.errors)")
    }

    /// What a shell on a terminal sees of a guarded program that stops itself and ends with 5. `then` is Python, with the guard's process in
    /// `child`.
    private func stopped(by signal: String, then: String) async throws -> Outcome {
        let program = """
            import os, pty, signal, sys
            pid, terminal = pty.fork()
            if pid == 0:
                child = os.fork()
                if child == 0:
                    os.setpgid(0, 0)
                    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
                    os.tcsetpgrp(0, os.getpid())
                    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
                    os.execvp(sys.argv[1], sys.argv[1:] + ["sh", "-c", "kill -\(signal) $$; exit 5"])
                _, status = os.waitpid(child, os.WUNTRACED)
                stopped = os.WIFSTOPPED(status)
                \(then)
                _, status = os.waitpid(child, 0)
                print("stopped", stopped, os.waitstatus_to_exitcode(status))
                os._exit(0)
            said = b""
            try:
                while True: said += os.read(terminal, 100)
            except OSError: pass
            print(said.decode().strip())
            """
        return try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["timeout", "20", "/usr/bin/python3", "-c", program, GuardBinary.path, "--"])
        }
    }

    @Test(arguments: ["TSTP", "STOP"]) func aStoppedProgramStopsTheGuardAndGoesOn(signal: String) async throws {
        let outcome = try await stopped(by: signal, then: "os.killpg(child, signal.SIGCONT)")
        #expect(outcome.output == "stopped True 5\n", "\(outcome.errors)")
    }

    /// Nobody tells the guard, which stopped with it.
    @Test func theGuardGoesOnWithAProgramThatAloneIsToldTo() async throws {
        let outcome = try await stopped(
            by: "STOP",
            then: """
                for other in open(f"/proc/{child}/task/{child}/children").read().split():
                            if open(f"/proc/{other}/comm").read() == "sh\\n": os.kill(int(other), signal.SIGCONT)
                """
        )
        #expect(outcome.output == "stopped True 5\n", "\(outcome.errors)")
    }

    /// One that left the terminal's session has nothing to do with its end.
    @Test func aHangUpDoesNotReachAProgramThatLeftItsSession() async throws {
        let program = """
            import os, pty, sys
            inner = "import os, signal; os.setsid(); signal.signal(1, lambda *_: os._exit(1)); signal.pthread_sigmask(0, [15]); print('ready', flush=True); signal.sigtimedwait([15], 20); os._exit(7)"
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(sys.argv[1], sys.argv[1:] + [sys.executable, "-c", inner])
            said = b""
            while b"ready\\r\\n" not in said: said += os.read(terminal, 100)
            child = int(open(f"/proc/{pid}/task/{pid}/children").read().split()[-1])
            os.close(terminal)
            for path in (f"/proc/{pid}/status", f"/proc/{child}/status"):
                while "SigPnd:\t0000000000000000" not in open(path).read() or "ShdPnd:\t0000000000000000" not in open(path).read(): pass
            os.kill(child, 15)
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """
        let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.run(["timeout", "20", "/usr/bin/python3", "-c", program, GuardBinary.path, "--"])
        }
        #expect(outcome.output == "7\n", "\(outcome.errors)")
    }

    @Test func anEndOfAPipeIsNotHeldOpen() async throws {
        // The program closes its output and stays: whoever reads it must see the end.
        let outcome = try await script("$G -- sh -c 'echo said; exec >&-; sleep 2' | (cat; date +%s >&2); date +%s >&2")
        #expect(outcome.output == "said\n")
        let times = outcome.errors.split(separator: "\n").compactMap { Int($0) }
        #expect(times.count == 2 && times[1] - times[0] >= 1, "\(outcome.errors)")
    }

    @Test func aDaemonThatStaysHoldsNoOutputOpen() async throws {
        let outcome = try await script(
            "said=$($G -- sh -c 'setsid sleep 30 >/dev/null 2>&1 </dev/null & echo started $!' 2>&1); echo ${said% *}; kill ${said#* }"
        )
        // The kill finds it: it had not ended when the output did.
        #expect(outcome.output == "started\n" && outcome.status == .exited(0), "\(outcome.errors)")
    }

    @Test(arguments: [
        "guard", "supervisor", "supervisor, but only stopped", "both, one after the other", "and all that follow",
    ])
    func theProgramGoesOnWhenTheGuardIsKilled(victim: String) async throws {
        let kill =
            switch victim {
            case "guard": "kill -9 $guard"
            case "supervisor": "kill -9 $(pgrep -P $guard plimsoll-lease)"
            case "supervisor, but only stopped": "kill -STOP $(pgrep -P $guard plimsoll-lease)"
            case "both, one after the other":
                "s=$(pgrep -P $guard plimsoll-lease); kill -9 $guard; sleep 0.3; kill -9 $s"
            default:
                """
                s=$(pgrep -P $guard plimsoll-lease); kill -9 $guard
                for i in 1 2 3; do until n=$(pgrep -P $s plimsoll-lease); do :; done; kill -9 $s; s=$n; done
                """
            }
        let outcome = try await script(
            """
            d=$(mktemp -d); mkfifo $d/ready $d/go
            $G -- sh -c "echo >$d/ready; read x <$d/go; $H malloc 8192 4 >$d/said; echo \\$? >$d/status; echo >$d/ready" &
            guard=$!; read x <$d/ready
            \(kill); sleep 0.3
            echo >$d/go; read x <$d/ready; cat $d/said $d/status; rm -r $d
            """
        )
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 5 && lines.last == "0", "\(outcome.output)\(outcome.errors)")
    }

    @Test func theNotesReachTheProgram() async throws {
        let outcome = try await script("$G -- sh -c 'echo $PLIMSOLL_GUARD $PLIMSOLL_LEASE $PLIMSOLL_MEMORY_LIMIT'")
        #expect(outcome.output == "lease asked 268435456\n")
    }
}
