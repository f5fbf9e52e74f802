// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// The real program without file descriptors to spare.
@Suite struct DescriptorTests {
    /// Takes the proxy's descriptors away and gives them back, and writes what its clients saw of it.
    private static let script = #"""
        import json, os, resource, select, socket, ssl, sys, threading, time
        host, pid, door = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        token = sys.argv[4]

        upstream = socket.create_server((host, 18090), backlog=200)
        def serve(s):
            with s:
                while data := s.recv(65536):
                    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup" * data.count(b"\r\n\r\n"))
        def accept():
            while True: threading.Thread(target=serve, args=(upstream.accept()[0],), daemon=True).start()
        threading.Thread(target=accept, daemon=True).start()

        hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)[1]
        def spare(count):
            "Leaves so many numbers free below the limit."
            used = sorted(int(f) for f in os.listdir(f"/proc/{pid}/fd"))
            limit, free = 0, 0
            while free < count or limit in used:
                free += limit not in used
                limit += 1
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, hard))
        def restore(): resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))
        def ticks(): return sum(map(int, open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()[11:13]))

        def switches():
            tasks = [open(f"/proc/{pid}/task/{task}/status").read() for task in os.listdir(f"/proc/{pid}/task")]
            return sum(int(line.split()[1]) for task in tasks for line in task.split("\n") if line.startswith("voluntary"))

        def ask(s, path, timeout=10):
            s.settimeout(timeout)
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
            data = b""
            while b"\r\n\r\n" not in data:
                piece = s.recv(65536)
                if not piece: break
                data += piece
            return data.decode()
        def status(answer): return answer.split(" ")[1] if answer else "none"

        def tls():
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return context.wrap_socket(socket.create_connection((host, 18443), 10))
        def operator():
            s = socket.socket(socket.AF_UNIX)
            s.settimeout(10)
            s.connect(door)
            return s

        seen = {}
        # One descriptor is left, and the client takes it: there is none to connect to the worker with.
        spare(1)
        with socket.create_connection((host, 18080), 10) as s: seen["no worker"] = ask(s, "/w")
        restore()

        kept = socket.create_connection((host, 18080), 10)
        secure = tls()
        seen["before"] = [status(ask(kept, "/w")), status(ask(secure, "/w"))]
        spare(4)
        crowd = [socket.create_connection((host, port), 10) for _ in range(15) for port in (18080, 18443)]
        doors = [operator() for _ in range(5)]
        for s in crowd: s.setblocking(False)
        for s in crowd[::2]: s.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        began, before, rests = time.monotonic(), ticks(), switches()
        # Until its threads have rested and woken a few times: one that spins never rests.
        while switches() < rests + 20 and time.monotonic() < began + 10: select.select([], [], [], 0.05)
        seen["busy"] = (ticks() - before) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - began)
        seen["answered"] = len(select.select(crowd, [], [], 0)[0])
        seen["meanwhile"] = [status(ask(kept, "/w")), status(ask(secure, "/w"))]
        for s in crowd + doors: s.close()
        restore()
        began = time.monotonic()
        with socket.create_connection((host, 18080), 10) as s: answers = [status(ask(s, "/w"))]
        with tls() as s: answers.append(status(ask(s, "/w")))
        with operator() as s: answers.append(status(ask(s, "/v1/status")))
        seen["after"], seen["took"] = answers, time.monotonic() - began
        print(json.dumps(seen))
        """#

    private struct Seen: Decodable {
        let noWorker: String
        let before: [String]
        let busy: Double
        let answered: Int
        let meanwhile: [String]
        let after: [String]
        let took: Double

        enum CodingKeys: String, CodingKey {
            case noWorker = "no worker"
            case before, busy, answered, meanwhile, after, took
        }
    }

    @Test func withoutDescriptorsItServesOnAndTakesMoreWhenThereAreSome() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let certificate = try await TestCertificate.make(["a.test"], in: bed.folder, called: "c")
            let proxy = try await bed.startProxy(
                global: [
                    "listen_https: \"\(bed.host):18443\"", "tls_certfile: \(certificate.chain)",
                    "tls_keyfile: \(certificate.key)", "http_redirect_to_https: false", "threads: 1",
                ],
                [bed.declare("up", path: "/w", settings: ["upstream: http://\(bed.host):18090"])]
            )
            let script = bed.folder + "/crowd.py"
            try Self.script.write(toFile: script, atomically: true, encoding: .utf8)
            let run = try await ToolRun.run(
                "/usr/bin/python3",
                [script, bed.host, "\(proxy.program.pid)", bed.operatorSocket, bed.token]
            )
            let seen = try JSONDecoder().decode(Seen.self, from: Data(run.output.utf8))
            #expect(seen.noWorker.hasPrefix("HTTP/1.1 503 "), "\(seen.noWorker)")
            #expect(seen.noWorker.contains("\r\nRetry-After: 1\r\n"))
            #expect(seen.before == ["200", "200"])
            // Some of the crowd had to stay with the system; whoever was there before was served.
            #expect(seen.answered < 15)
            #expect(seen.meanwhile == ["200", "200"])
            #expect(seen.busy < 0.3)
            #expect(seen.after.prefix(2) == ["200", "200"])
            #expect(seen.after.last != "none")
            #expect(seen.took < 10)
            let told = proxy.log.split(separator: "\n").filter { $0.contains("out of file descriptors") }
            #expect((1...2).contains(told.count), "\(told)")
            #expect(proxy.program.exitStatus == nil)
        }
    }

    private static func run(openFiles: Int, on bed: ProxyTestbed) throws -> RunningProgram {
        try bed.write([bed.declare("up", path: "/w", settings: ["upstream: http://127.255.255.254:9"])])
        return try bed.runLimited(
            "--nofile=\(openFiles):\(openFiles)",
            ["proxy", bed.configuration, "--socket", bed.operatorSocket]
        )
    }

    @Test func aLowLimitBoundsTheConnectionsAndIsTold() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let program = try Self.run(openFiles: 64, on: bed)
            let proxy = RunningProxy(program, on: bed)
            try await proxy.ready()
            #expect(proxy.log.contains("fewer connections than max_connections"))
            #expect(proxy.log.contains("connections=16"))
            // All at once: some are told to come again, none takes the proxy down.
            let crowd = try await ToolRun.run(
                "/usr/bin/python3",
                [
                    "-c",
                    """
                    import socket
                    crowd = [socket.create_connection(("\(bed.host)", 18080), 10) for _ in range(100)]
                    for s in crowd: s.close()
                    """,
                ]
            )
            #expect(crowd.status == 0, "\(crowd.output)")
            try await proxy.ready()
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test func withTooFewToStartItSaysHowManyItTakes() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let program = try Self.run(openFiles: 20, on: bed)
            #expect(try await program.exited() == 1)
            #expect(program.output.contains(" more, and starting takes "), "\(program.output)")
        }
    }
}
