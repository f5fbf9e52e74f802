// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// Each folder of `examples` does what its README says. Only addresses and names are overridden, as several run at once here.
@Suite struct ExampleTests {
    @Test(arguments: ["processes", "docker", "upstream"])
    func exampleKeepsToTheGuidelines(_ example: String) async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let check = try bed.run(["check", "--strict", "\(Self.folder)/\(example)/proxy.yaml"])
            #expect(try await check.exited() == 0, "\(check.output)")
        }
    }

    @Test func processIsStartedHeldToItsLimitAndSurvivesOverAllocation() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let proxy = try await start("processes", on: bed)
            let first = try await proxy.get("/hello/")
            #expect(first.status == 200, "\(first.text)")
            let allocation = try await proxy.get("/hello/allocate?mib=4000")
            #expect(allocation.status == 507)
            #expect(allocation.text.contains("MemoryError"))
            #expect(try await proxy.get("/hello/").text == first.text)
        }
    }

    @Test func containerIsStartedAndHeldToItsLimit() async throws {
        try await ProxyTestbed.with(.docker) { bed in
            let probe = DockerProbe(bed.docker)
            let image = try await TestImages(bed.docker).worker()
            let tag = "/images/\(image)/tag?repo=plimsoll-example&tag=latest"
            try #require(try await probe.call("POST", tag).status == 201)
            do {
                let proxy = try await start("docker", on: bed)
                #expect(try await proxy.get("/hello/").status == 200)
                #expect(try await probe.value("/containers/example-container/json", "HostConfig|Memory") == "268435456")
                #expect(try await proxy.get("/hello/allocate?mib=4000").status == 507)
            } catch {
                try await probe.removeContainer("example-container")
                throw error
            }
            try await probe.removeContainer("example-container")
        }
    }

    @Test func upstreamIsRoutedToWithoutPrefixAndToken() async throws {
        let upstream = try await StubWorker.start { wire in
            while let head = try await wire.takeHead(within: .seconds(60)) {
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(head.utf8.count)\r\n\r\n\(head)")
            }
        }
        defer { Task { await upstream.stop() } }
        try await ProxyTestbed.with(.processes) { bed in
            let address = "http://127.0.0.1:\(upstream.port)"
            let proxy = try await start("upstream", on: bed, ["PROXY_SERVICE_EXAMPLE_UPSTREAM_UPSTREAM": address])
            let answer = try await proxy.get("/files/a/b?c")
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix("GET /a/b?c HTTP/1.1\r\n"))
            #expect(!answer.text.contains(bed.token))
        }
    }

    private static let folder = TestFiles.repository + "/examples"

    private func start(
        _ example: String,
        on bed: ProxyTestbed,
        _ overrides: [String: String] = [:]
    ) async throws -> RunningProxy {
        let own = [
            "PROXY_GLOBAL_LISTEN_HTTP": bed.address, "PROXY_GLOBAL_BEARER_TOKEN": bed.token,
            "PROXY_GLOBAL_DOCKER_NETWORK": bed.name,
        ]
        let program = try bed.run(
            ["proxy", "--socket", bed.operatorSocket],
            environment: own.merging(overrides) { _, new in new },
            folder: "\(Self.folder)/\(example)"
        )
        let proxy = RunningProxy(program, on: bed)
        try await proxy.ready()
        return proxy
    }
}
