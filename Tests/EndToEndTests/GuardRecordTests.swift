// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// What the guard inside a worker tells comes out, and nothing else does.
@Suite struct GuardRecordTests {
    @Test(arguments: TestEngine.allCases)
    func statusShowsTheGuardInForceAndWhatWasRefused(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["mem_limit: 64m"])])
            #expect(try await proxy.get("/allocate?mib=500").status == 507)
            let seen = try await proxy.status()
            #expect(seen.guard == "lease" && seen.guardInForce == "lease" && seen.guardMeans == "asked")
            #expect(seen.guardReason == nil)
            #expect((seen.refused ?? 0) > 0)
            #expect(seen.lastRefusal?.bytes == 500 << 20)
            #expect(abs((seen.lastRefusal?.epoch ?? 0) - Date().timeIntervalSince1970) < 30)
            #expect(seen.oomKills == 0 && (seen.memoryPeakBytes ?? 0) > 0)
        }
    }

    @Test(arguments: TestEngine.allCases, ["static", "as"])
    func statusShowsAModeThatCountsNothing(_ engine: TestEngine, _ mode: String) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let service = try await bed.worker(settings: ["mem_limit: 64m", "guard: {mode: \(mode)}"])
            let proxy = try await bed.startProxy([service])
            #expect(try await proxy.get("/allocate?mib=500").status == 507)
            let seen = try await proxy.status()
            #expect(seen.guard == mode && seen.guardInForce == mode && seen.refused == nil)
        }
    }

    /// The next start begins with an empty file, and a proxy after `kill -9` reads on in the one that is there.
    @Test(arguments: TestEngine.allCases)
    func theNextProxyReadsOnAndTheNextWorkerBeginsAnew(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["mem_limit: 64m"])])
            #expect(try await proxy.get("/allocate?mib=500").status == 507)
            try await proxy.kill9()
            let next = try await bed.startProxy()
            try await next.reaches("ready")
            #expect((try await next.status().refused ?? 0) > 0)
            #expect(try await next.order("stop").status == 200)
            // What the last worker needed outlives it.
            #expect((try await next.status().refused ?? 0) > 0)
            #expect(try await next.get("/pid").status == 200)
            let seen = try await next.status()
            #expect(seen.refused == 0 && seen.lastRefusal == nil, "\(seen)")
        }
    }

    /// The options reach the guard: every request but small ones fails.
    @Test(arguments: TestEngine.allCases)
    func faultsOnPurposeAreCounted(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let block = "guard: {reserve: 8m, fail_after: 50%, warn_signal: USR1}"
            let proxy = try await bed.startProxy([bed.worker(settings: ["mem_limit: 128m", block])])
            #expect(try await proxy.get("/allocate?mib=80").status == 507)
            #expect(try await proxy.status().lastRefusal?.bytes == 80 << 20)
        }
    }

    /// A worker that writes whatever it likes where its guard does.
    @Test(arguments: TestEngine.allCases)
    func aForgedRecordHarmsNobody(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([
                bed.python(Self.forger, settings: ["mem_limit: 128m"]), bed.worker("other", path: "/other"),
            ])
            #expect(try await proxy.get("/fill").status == 200)
            #expect(try await proxy.status().refused == nil)
            #expect(try await proxy.get("/nonsense").status == 200)
            #expect(try await proxy.status().refused == nil)
            #expect(try await proxy.get("/lie").status == 200)
            let seen = try await proxy.status()
            // Its word about itself, in figures that make sense; limit and kills are the kernel's.
            #expect(seen.refused == 1 << 62 && seen.lastRefusal?.name == "x")
            #expect(seen.memoryLimitBytes == 128 << 20)
            #expect(try await proxy.get("/remove").status == 200)
            #expect(try await proxy.status().state == "ready")
            #expect(try await proxy.get("/other/pid").status == 200)
        }
    }

    private static let forger = """
        import http.server, json, os, subprocess
        def path():
            words = open("/proc/%d/cmdline" % os.getppid()).read().split("\\0")
            return words[words.index("--report") + 1]
        def write(text):
            with open(path(), "r+") as file: file.write(text)
        LIE = '{"mode":"lease","means":"asked","because":null,"limit":1,"peak":1,"asked":1,"refused":%d,' \\
            '"refusedOnPurpose":1,"lastRefusal":{"process":1,"name":"x","size":1,"left":1,"time":1},"oomKills":0,"ending":null}'
        class Worker(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                if self.path == "/fill": write("x" * (4 << 20))
                if self.path == "/nonsense":
                    os.truncate(path(), 0)
                    write("{" * 1024)
                if self.path == "/lie":
                    os.truncate(path(), 0)
                    write(LIE % (2 ** 62 - 1))
                if self.path == "/remove":
                    try:
                        os.unlink(path())
                        os.mkfifo(path())
                    except OSError: pass
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            def log_message(self, *rest): pass
        http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Worker).serve_forever()
        """
}
