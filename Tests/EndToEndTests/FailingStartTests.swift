// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// A worker that cannot be started, or does not come up.
@Suite struct FailingStartTests {
    @Test(arguments: TestEngine.allCases)
    func crashWhileStartingIsToldAtOnceWithTheLogsEnd(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(environment: ["BOOT_MS": "100", "EXIT_AT_BOOT": "7"])])
            let answer = try await proxy.get()
            #expect(answer.status == 503)
            let refusal = try #require(answer.refusal, "\(answer.text)")
            #expect(refusal.error == "worker_crashed")
            #expect(refusal.message.contains("status 7"))
            #expect(refusal.service == bed.full("worker"))
            #expect(refusal.log == ["test worker: ending at boot with status 7"])
            #expect(answer.header("Retry-After") == "1")
            // It rests: the next request does not start it.
            let next = try await proxy.get()
            #expect(next.status == 503)
            #expect(next.header("Retry-After") != nil)
            #expect(proxy.starts == 1)
            #expect(try await proxy.status().state == "resting")
            // Then it is tried again, and rests longer.
            try await eventually("the next try") {
                _ = try await proxy.get()
                return proxy.starts == 2
            }
            #expect(try await proxy.get().header("Retry-After") == "2")
        }
    }

    @Test(arguments: TestEngine.allCases)
    func workerThatNeverAnswersIsGivenUp(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let service = try await bed.worker(environment: ["BOOT_MS": "60000"], settings: ["start_timeout: 1"])
            let proxy = try await bed.startProxy([service])
            let answer = try await proxy.get()
            #expect(answer.status == 504, "\(answer.text)")
            #expect(answer.refusal?.error == "worker_start_timeout")
            try await proxy.reaches("resting")
            #expect(bed.workers.isEmpty)
        }
    }

    @Test func aProgramAtAnotherPortIsToldWhereItListens() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let script =
                "import http.server as h; h.HTTPServer((\\\"127.0.0.1\\\", 0), h.SimpleHTTPRequestHandler).serve_forever()"
            let service = bed.declare(
                "worker",
                settings: [#"command: [python3, -c, "\#(script)"]"#, "start_timeout: 3"]
            )
            let proxy = try await bed.startProxy([service])
            let answer = try await proxy.get()
            #expect(answer.status == 504, "\(answer.text)")
            let message = answer.refusal?.message ?? ""
            #expect(message.hasPrefix("nothing answered at 127.0.0.1:"), "\(message)")
            #expect(message.contains(": the worker listens at 127.0.0.1:"), "\(message)")
            #expect(message.contains("; set internal_port: "), "\(message)")
        }
    }

    @Test func missingImageIsToldWithWhatToDo() async throws {
        try await ProxyTestbed.with(.docker) { bed in
            let proxy = try await bed.startProxy([bed.declare("worker", settings: ["image: plimsoll-no-such-image:1"])])
            let answer = try await proxy.get()
            #expect(answer.status == 503)
            #expect(answer.refusal?.error == "image_missing")
            #expect(
                answer.refusal?.message.contains(
                    "'plimsoll-no-such-image:1' is not on this host and could not be pulled yet"
                ) == true
            )
            #expect(answer.header("Retry-After") != nil)
        }
    }

    @Test func missingProgramIsToldWithItsName() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let proxy = try await bed.startProxy([bed.declare("worker", settings: ["command: [/no/such/program]"])])
            let answer = try await proxy.get()
            #expect(answer.status == 503)
            #expect(answer.refusal?.error == "worker_spec_invalid")
            #expect(answer.refusal?.message.contains("/no/such/program") == true)
        }
    }

    @Test func containerOfAStrangerIsLeftAlone() async throws {
        try await ProxyTestbed.with(.docker) { bed in
            let probe = DockerProbe(bed.docker)
            let image = try await TestImages(bed.docker).worker()
            let body = Data("{\"Image\":\"\(image)\",\"HostConfig\":{\"NetworkMode\":\"none\"}}".utf8)
            let name = bed.full("worker")
            let created = try await probe.call("POST", "/containers/create?name=\(name)", body: body)
            try #require(created.status == 201, "\(String(decoding: created.body, as: UTF8.self))")
            try #require(try await probe.call("POST", "/containers/\(name)/start").status == 204)
            let before = try await state(of: name, probe)

            let proxy = try await bed.startProxy([bed.worker(settings: ["idle_timeout: 1"])])
            let answer = try await proxy.get()
            #expect(answer.status == 503)
            #expect(answer.refusal?.error == "name_conflict")
            #expect(answer.refusal?.message.contains("container '\(name)'") == true)
            #expect(try await state(of: name, probe) == before)
            #expect(try await proxy.terminate() == 0)
            #expect(try await state(of: name, probe) == before)
        }
    }

    /// Its id and its run.
    private func state(of container: String, _ probe: DockerProbe) async throws -> [String?] {
        try await ["Id", "State|Status", "State|StartedAt", "RestartCount"].asyncMap {
            try await probe.value("/containers/\(container)/json", $0)
        }
    }
}
