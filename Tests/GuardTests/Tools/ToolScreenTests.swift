// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

/// `top` on a real terminal: what it shows, and that the terminal is given back however it ends.
struct ToolScreenTests {
    /// Runs a program on a terminal of its own: COLUMNS ROWS, then what is to be done, then the program. Prints what came of it.
    private static let driver = #"""
        import fcntl, os, pty, select, signal, struct, sys, termios, time
        columns, rows, deeds, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(), sys.argv[4:]
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        before = termios.tcgetattr(child)
        news, teller = os.pipe()
        if os.fork() == 0:
            # As a shell does: leads the session, puts the program to the front, and sees what becomes of it.
            signal.signal(signal.SIGTTOU, signal.SIG_IGN); signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.setsid(); fcntl.ioctl(child, termios.TIOCSCTTY, 0)
            pid = os.fork()
            if pid == 0:
                os.setpgid(0, 0); os.tcsetpgrp(child, os.getpid())
                signal.signal(signal.SIGTTOU, signal.SIG_DFL); signal.signal(signal.SIGHUP, signal.SIG_DFL)
                for number in (0, 1, 2): os.dup2(child, number)
                os.closerange(3, 100); os.execvp(program[0], program)
            os.write(teller, b"%d\n" % pid)
            while True:
                status = os.waitpid(pid, os.WUNTRACED)[1]
                os.write(teller, b"stopped\n" if os.WIFSTOPPED(status) else b"%d\n" % status)
                if not os.WIFSTOPPED(status): os._exit(0)
        os.close(teller)
        news = os.fdopen(news)
        pid = int(news.readline())
        text = b""
        def read(until, since=0):
            global text
            end = time.monotonic() + 30
            while until not in text[since:]:
                if time.monotonic() > end: print("nothing like", until, "in", text[since:]); os.kill(pid, 9); sys.exit(1)
                if select.select([parent], [], [], 0.1)[0]: text += os.read(parent, 65536)
        read(b"%CPU")
        since = 0
        for deed in deeds:
            since = len(text)
            if deed.startswith("resize"):
                columns, rows = map(int, deed[6:].split("x"))
                fcntl.ioctl(parent, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                read(b"top - ", since)
                painted = len(text); os.write(parent, b"x"); read(b"top - ", painted)
                screen = text[since:].split(b"\x1b[H")[1].split(b"\x1b[J")[0].split(b"\n")
                print("lines", len(screen), "wide", max(len(line.replace(b"\x1b[K", b"").strip(b"\r")) for line in screen))
            elif deed.startswith("key"): os.write(parent, deed[3:].encode()); read(b"top - ", since) if deed != "keyq" else None
            elif deed == "stop":
                os.kill(pid, signal.SIGTSTP); read(b"\x1b[?1049l", since); news.readline()
                print("stopped", termios.tcgetattr(child) == before)
                os.kill(pid, signal.SIGCONT); read(b"\x1b[?1049h", since)
            else: os.kill(pid, getattr(signal, deed))
        end = int(news.readline())
        read(b"\x1b[?1049l", since)
        print("ended", end, "restored", termios.tcgetattr(child) == before, "tail", text.endswith(b"\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l"))
        first = text.split(b"\x1b[H")[1].split(b"\x1b[J")[0].split(b"\x1b[?7h")[0].replace(b"\x1b[7m", b"").replace(b"\x1b[0m", b"")
        lines = first.split(b"\n")
        print("first", len(lines), max(len(line.replace(b"\x1b[K", b"").strip(b"\r")) for line in lines))
        """#

    private func run(_ columns: Int, _ rows: Int, _ deeds: String, _ words: String...) async throws -> Outcome {
        let words = words.isEmpty ? ["-d", "0.2"] : words
        return try await Outcome.of(
            ["/usr/bin/python3", "-c", Self.driver, "\(columns)", "\(rows)", deeds, try await ToolLinks.path("top")]
                + words,
            environment: ["TERM": "xterm"]
        )
    }

    @Test func qEndsItAndTheTerminalIsAsBefore() async throws {
        let outcome = try await run(80, 24, "keyM keyP keyC keyT keyN keyR keyx keyq")
        #expect(outcome.output.contains("ended 0 restored True tail True"), "\(outcome.output)\(outcome.errors)")
    }

    @Test(arguments: [(80, 24), (40, 12), (20, 8), (200, 60)])
    func itFitsEveryTerminal(columns: Int, rows: Int) async throws {
        let outcome = try await run(columns, rows, "keyq")
        let first = outcome.output.split(separator: "\n").last { $0.hasPrefix("first ") }?.split(separator: " ")
            .compactMap { Int($0) }
        #expect((first?.first ?? .max) <= rows && (first?.last ?? .max) <= columns, "\(outcome.output)")
    }

    @Test func aResizeIsFollowed() async throws {
        let outcome = try await run(120, 40, "resize50x9 keyq", "-d", "60")
        let figures = outcome.output.split(separator: "\n").first?.split(separator: " ").compactMap { Int($0) }
        #expect((figures?.first ?? .max) <= 9 && (figures?.last ?? .max) <= 50, "\(outcome.output)")
    }

    @Test(arguments: [
        ("SIGINT", SIGINT), ("SIGTERM", SIGTERM), ("SIGHUP", SIGHUP), ("SIGSEGV", SIGSEGV), ("SIGQUIT", SIGQUIT),
    ])
    func anEndBySignalGivesTheTerminalBack(name: String, number: Int32) async throws {
        let outcome = try await run(80, 24, name)
        let ends = [number, number | 0x80].map { "ended \($0) restored True tail True" }
        #expect(ends.contains { outcome.output.contains($0) }, "\(outcome.output)\(outcome.errors)")
    }

    @Test func aStopGivesTheTerminalBackForTheWhile() async throws {
        let outcome = try await run(80, 24, "stop keyM keyq")
        #expect(outcome.output.hasPrefix("stopped True\n"), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("ended 0 restored True tail True"))
    }

    @Test func afterSoManyTimesItEnds() async throws {
        #expect(try await run(80, 24, "", "-n", "2", "-d", "0.1").output.contains("ended 0 restored True"))
    }
}
