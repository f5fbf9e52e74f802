// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import PlimsollTesting
internal import Testing

/// What the engine really made of a service.
struct MadeContainerTests {
    @Test func limitsAreInForce() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("limits") { service, spec in
                service.limits = Limits(
                    memory: .mebibytes(64),
                    memoryReservation: .mebibytes(32),
                    cpus: CPUQuota(parsing: "0.5"),
                    processes: 50,
                    sharedMemory: .mebibytes(8)
                )
                spec.tmpfs = ["/scratch": "size=1m"]
                spec.user = "65534"
                spec.workingDirectory = "/scratch"
                spec.droppedCapabilities = ["ALL"]
                spec.isReadOnly = true
            }
            _ = try await fixture.launch(service)
            let expected = [
                "Memory": "67108864", "MemorySwap": "67108864", "MemoryReservation": "33554432",
                "NanoCpus": "500000000",
                "PidsLimit": "50", "ShmSize": "8388608", "Tmpfs": #"{"\/scratch":"size=1m"}"#, "CapDrop": #"["ALL"]"#,
                "ReadonlyRootfs": "1", "SecurityOpt": #"["no-new-privileges"]"#, "Privileged": "0",
                "RestartPolicy|Name": "no", "LogConfig|Config|max-size": "10m",
            ]
            for (key, value) in expected {
                #expect(try await fixture.inspect(service, "HostConfig|\(key)") == value, "\(key)")
            }
            #expect(try await fixture.inspect(service, "Config|User") == "65534")
            #expect(try await fixture.inspect(service, "Config|WorkingDir") == "/scratch")
        }
    }

    @Test func writingTooMuchToMemoryFilesIsAnErrorAndNoKill() async throws {
        try await DockerFixture.run { fixture in
            let fill = """
                import os
                for folder in ["/dev/shm", "/scratch"]:
                    try:
                        with open(folder + "/big", "wb") as file:
                            for _ in range(200): file.write(bytes(1 << 20))
                    except OSError as error: print(folder, error.strerror, flush=True)
                    os.remove(folder + "/big")
                """
            let service = try await fixture.python("memory-files", fill + "\n" + PythonScripts.answers) {
                service,
                spec in
                service.limits = Limits(memory: .mebibytes(128))
                spec.tmpfs = ["/scratch": ""]
            }
            try await fixture.answers(try await fixture.launch(service))
            #expect(try await fixture.inspect(service, "HostConfig|ShmSize") == "67108864")
            #expect(try await fixture.inspect(service, "State|OOMKilled") == "0")
        }
    }

    @Test func workerIsReachedAtItsAddressOnOurNetwork() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("address", PythonScripts.answers) { service, _ in
                service.environment["PORT"] = "9001"
            }
            let worker = try await fixture.launch(service)
            let address = try await fixture.inspect(
                service,
                "NetworkSettings|Networks|\(fixture.settings.network)|IPAddress"
            )
            #expect(worker.endpoint == .tcp(host: try #require(address), port: 9001))
            try await fixture.answers(worker)
            let label = "Labels|com.plimsoll.network"
            #expect(try await fixture.probe.value("/networks/\(fixture.settings.network)", label) == "true")
        }
    }

    @Test func workerIsReachedAtAPublishedPort() async throws {
        try await DockerFixture.run(configure: { $0.connectMode = .hostPort }) { fixture in
            let service = try await fixture.python("published", PythonScripts.answers)
            let worker = try await fixture.launch(service)
            guard case .tcp("127.0.0.1", let port) = worker.endpoint else {
                Issue.record("it is reached at \(worker.endpoint)")
                return
            }
            #expect(port != 8000)
            try await fixture.answers(worker)
            #expect(try await fixture.engine.workers(of: [service]).map(\.condition) == [.running(worker.endpoint)])
        }
    }

    @Test func labelsNameTheServiceForUsAndForNodeTool() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("labels")
            _ = try await fixture.launch(service)
            for (label, value) in [
                ("com.plimsoll.service", service.name.text), ("com.plimsoll.proxy", fixture.settings.owner),
                ("com.nodetool.managed", "true"), ("com.nodetool.service", service.name.text),
            ] {
                #expect(try await fixture.inspect(service, "Config|Labels|\(label)") == value)
            }
            #expect(try await fixture.inspect(service, "Config|Labels|com.plimsoll.config")?.count == 32)
        }
    }

    @Test func partsOfAStartAreTold() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("parts")
            let first = try await fixture.launch(service)
            #expect(first.parts.map(\.name) == ["ping", "image", "inspect", "create", "start", "address"])
            try await fixture.engine.stop(first.id, grace: .zero)
            let second = try await fixture.engine.launch(service)
            #expect(second.parts.map(\.name) == ["ping", "image", "inspect", "start", "address"])
            #expect(second.wasReused)
            #expect(second.id == first.id)
        }
    }

    @Test func changedImageReplacesTheContainer() async throws {
        try await DockerFixture.run { fixture in
            let first = try await fixture.python("image")
            let old = try await fixture.launch(first)
            // The same name, now for another image.
            let tag = "/images/\(try await fixture.images.empty())/tag?repo=\(fixture.prefix)-image&tag=1"
            try await fixture.probe.call("POST", tag)
            let second = try await fixture.python("image") { _, spec in spec.image = "\(fixture.prefix)-image:1" }
            #expect(try await fixture.engine.workers(of: [second]).map(\.isCurrent) == [false])
            let new = try await fixture.launch(second)
            #expect(new.id != old.id)
            #expect(try await fixture.probe.value("/containers/\(old.id)/json", "Id") == nil)
            try await fixture.probe.call("DELETE", "/images/\(fixture.prefix)-image:1")
        }
    }
}
