// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import PlimsollTesting
internal import Testing

struct MemoryKillTests {
    /// A child takes too much and is killed; the first process waits for it and then does as `end` says.
    private func childKill(_ end: String) -> String {
        """
        import os, signal, sys
        child = os.fork()
        if child == 0:
            hog = [bytearray(b'x') * (4 << 20) for _ in range(100)]
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print('child ended by signal', os.WTERMSIG(status))
        \(end)
        """
    }

    @Test func childsKillIsCountedWhileTheWorkerLivesOn() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("child", childKill("signal.pause()")) { service, _ in
                service.limits.memory = .mebibytes(64)
            }
            let worker = try await fixture.launch(service)
            try await eventually("the kill", within: .seconds(20)) {
                try await fixture.engine.usage(of: worker.id)?.oomKills == 1
            }
            let usage = try #require(try await fixture.engine.usage(of: worker.id))
            #expect(try #require(usage.memoryPeak) >= .mebibytes(60))
            #expect(usage.memoryLimit == .mebibytes(64))
        }
    }

    @Test func childsKillIsNamedWhenTheWorkerEndsOfIt() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("childend", childKill("sys.exit(0)")) { service, _ in
                service.limits.memory = .mebibytes(64)
            }
            let worker = try await fixture.launch(service)
            #expect(try await fixture.engine.exit(of: worker.id) == WorkerExit(verdict: .oomKilled, status: 0))
        }
    }

    @Test func killOfAnEarlierRunIsForgottenAtTheNextStart() async throws {
        try await DockerFixture.run { fixture in
            // The first run is killed after its first answer, the next one ends by itself.
            let script = """
                import http.server, os, sys
                if os.path.exists('/ran'): sys.exit(5)
                open('/ran', 'w').close()
                class Handler(http.server.BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(200)
                        self.end_headers()
                http.server.HTTPServer(('', 8000), Handler).handle_request()
                hog = [bytearray(b'x') * (4 << 20) for _ in range(100)]
                """
            let service = try await fixture.python("twice", script) { service, _ in
                service.limits.memory = .mebibytes(32)
            }
            let first = try await fixture.launch(service)
            try await fixture.answers(first)
            #expect(try await fixture.engine.exit(of: first.id).verdict == .oomKilled)
            let second = try await fixture.engine.launch(service)
            #expect(second.id == first.id)
            #expect(try await fixture.engine.exit(of: second.id) == WorkerExit(verdict: .exited, status: 5))
        }
    }
}
