// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Foundation
internal import Testing

@testable import Docker

struct ContainerPlanTests {
    private let image = ImageInspection(
        id: "sha256:1",
        config: .init(
            environment: ["PATH=/bin"],
            entrypoint: ["/serve"],
            command: ["--fast"],
            exposedPorts: ["9000/tcp": EmptyObject(), "53/udp": EmptyObject()]
        )
    )
    private var settings = DockerEngineSettings(address: .unix(path: "/s"), network: "net", owner: "me")

    private func service(_ change: (inout ServiceDefinition, inout ContainerSpec) -> Void = { _, _ in })
        -> ServiceDefinition
    {
        var spec = ContainerSpec(image: "thumbs:2")
        var service = ServiceDefinition(name: "thumbs", workload: .container(spec))
        change(&service, &spec)
        service.workload = .container(spec)
        return service
    }

    private func plan(_ service: ServiceDefinition, guarded: Bool = false) throws -> ContainerPlan {
        try ContainerPlan(
            service,
            on: image,
            with: guarded ? try GuardBinary(path: "/bin/sh") : nil,
            settings: settings
        )
    }

    /// The whole request, so that nothing slips in unseen: no privilege, no device, no namespace of the host.
    @Test func requestHoldsWhatTheServiceSaysAndNothingElse() throws {
        let service = service { service, spec in
            service.limits = Limits(
                memory: .mebibytes(512),
                memoryReservation: .mebibytes(256),
                cpus: CPUQuota(parsing: "0.5"),
                processes: 99,
                sharedMemory: .mebibytes(64)
            )
            service.environment = ["B": "2", "A": "1=1"]
            spec.mounts = [
                Mount(source: "/data", target: "/d", isReadOnly: true),
                Mount(source: "cache", target: "/c", options: ["z"]),
            ]
            spec.tmpfs = ["/tmp": "size=64m"]
            spec.user = "1000:1000"
            spec.workingDirectory = "/d"
            spec.isReadOnly = true
            spec.droppedCapabilities = ["ALL"]
            spec.gpus = .count(1)
        }
        var request = try plan(service).request
        #expect(request.labels.removeValue(forKey: "com.plimsoll.config")?.count == 32)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(
            String(decoding: try encoder.encode(request), as: UTF8.self) == """
                {"Env":["A=1=1","B=2"],"ExposedPorts":{"9000/tcp":{}},"HostConfig":{"Binds":["/data:/d:ro","cache:/c:rw,z"],\
                "CapDrop":["ALL"],"DeviceRequests":[{"Capabilities":[["gpu"]],"Count":1}],\
                "LogConfig":{"Config":{"max-file":"3","max-size":"10m"},"Type":"json-file"},"Memory":536870912,\
                "MemoryReservation":268435456,"MemorySwap":536870912,"Mounts":[],"NanoCpus":500000000,"NetworkMode":"net",\
                "PidsLimit":99,"PortBindings":{},"ReadonlyRootfs":true,"RestartPolicy":{"Name":"no"},\
                "SecurityOpt":["no-new-privileges"],"ShmSize":67108864,"Tmpfs":{"/tmp":"size=64m"}},"Image":"thumbs:2",\
                "Labels":{"com.nodetool.managed":"true","com.nodetool.service":"thumbs","com.plimsoll.port":"9000",\
                "com.plimsoll.proxy":"me","com.plimsoll.service":"thumbs"},"User":"1000:1000","WorkingDir":"/d"}
                """
        )
    }

    @Test func swapFollowsTheMemoryLimitUnlessItIsNamed() throws {
        var service = service { service, _ in service.limits.memoryAndSwap = .gibibytes(1) }
        #expect(try plan(service).request.hostConfig.memorySwap == nil)
        service.limits.memory = .mebibytes(512)
        #expect(try plan(service).request.hostConfig.memorySwap == 1 << 30)
    }

    @Test func filesInMemoryFitTheMemoryLimit() throws {
        var service = service { _, spec in spec.tmpfs = ["/tmp": "", "/run": "size=1m"] }
        #expect(try plan(service).request.hostConfig.shmSize == nil)
        #expect(try plan(service).request.hostConfig.tmpfs == ["/tmp": "", "/run": "size=1m"])
        service.limits.memory = .mebibytes(256)
        #expect(try plan(service).request.hostConfig.shmSize == 128 << 20)
        #expect(try plan(service).request.hostConfig.tmpfs == ["/tmp": "size=134217728", "/run": "size=1m"])
        service.limits.sharedMemory = .gibibytes(1)
        #expect(try plan(service).request.hostConfig.shmSize == 1 << 30)
    }

    @Test func guardComesBeforeTheProgramOfTheImage() throws {
        let plan = try plan(service(), guarded: true)
        #expect(
            plan.request.entrypoint == [
                "/.plimsoll/guard", "--mode", "lease", "--report", "/.plimsoll/record", "--", "/serve",
            ]
        )
        #expect(plan.request.command == ["--fast"])
        #expect(plan.upload != nil)
        #expect(plan.request.hostConfig.mounts.isEmpty)
    }

    @Test func wayInOfTheGuardLeavesTheHashAlone() throws {
        let guardBinary = try GuardBinary(path: "/bin/sh")
        let mounted = try ContainerPlan(service(), on: image, with: guardBinary, by: .mount, settings: settings)
        let uploaded = try ContainerPlan(service(), on: image, with: guardBinary, by: .upload, settings: settings)
        #expect(mounted.hash == uploaded.hash)
        #expect(mounted.upload == nil)
        #expect(mounted.mountsGuardByChoice)
        #expect(mounted.request.hostConfig.mounts.map(\.source) == ["/bin/sh"])
        #expect(uploaded.upload != nil)
        #expect(!uploaded.mountsGuardByChoice)
    }

    @Test func commandOfTheFileReplacesThatOfTheImage() throws {
        let plan = try plan(service { _, spec in spec.command = ["--slow"] }, guarded: true)
        #expect(plan.request.entrypoint?.suffix(2) == ["--", "/serve"])
        #expect(plan.request.command == ["--slow"])
    }

    @Test func entrypointOfTheFileDropsTheCommandOfTheImage() throws {
        let plan = try plan(service { _, spec in spec.entrypoint = ["/other"] }, guarded: true)
        #expect(plan.request.entrypoint?.suffix(2) == ["--", "/other"])
        #expect(plan.request.command == [])
    }

    @Test func withoutGuardTheImageKeepsItsOwnProgram() throws {
        let plan = try plan(service { service, _ in service.guardMode = .off }, guarded: true)
        #expect(plan.request.entrypoint == nil)
        #expect(plan.request.command == nil)
        #expect(plan.upload == nil)
    }

    @Test func readOnlyRootTakesTheGuardByMount() throws {
        let plan = try plan(service { _, spec in spec.isReadOnly = true }, guarded: true)
        #expect(plan.upload == nil)
        #expect(
            plan.request.hostConfig.mounts == [.init(source: "/bin/sh", target: "/.plimsoll/guard", readOnly: true)]
        )
    }

    @Test func readOnlyRootOfARemoteEngineCannotTakeTheGuard() throws {
        var remote = settings
        remote.address = .tcp(host: "elsewhere", port: 2375)
        let error = #expect(throws: EngineError.self) {
            _ = try ContainerPlan(
                service { _, spec in spec.isReadOnly = true },
                on: image,
                with: try GuardBinary(path: "/bin/sh"),
                settings: remote
            )
        }
        #expect(error?.reason == .invalidSpec)
        #expect(error?.message.contains("guard: off") == true)
    }

    @Test func imageWithoutProgramSaysSo() {
        let error = #expect(throws: EngineError.self) {
            _ = try ContainerPlan(service(), on: ImageInspection(id: "sha256:1"), with: nil, settings: settings)
        }
        #expect(error?.reason == .invalidSpec)
        #expect(error?.message.contains("neither ENTRYPOINT nor CMD") == true)
    }

    @Test func portIsFoundWhereverItIsWritten() throws {
        #expect(try plan(service()).port == 9000)
        #expect(try plan(service { service, _ in service.environment["PORT"] = "7777" }).port == 7777)
        #expect(
            try plan(
                service { service, spec in
                    service.environment["PORT"] = "7777"
                    spec.internalPort = 1234
                }
            ).port == 1234
        )
        func port(_ environment: [String]?, _ exposed: [String]) throws -> Int {
            var image = image
            image.config?.environment = environment
            image.config?.exposedPorts = Dictionary(uniqueKeysWithValues: exposed.map { ($0, EmptyObject()) })
            return try ContainerPlan(service(), on: image, with: nil, settings: settings).port
        }
        #expect(try port(["PORT=5000"], ["9000/tcp"]) == 5000)
        #expect(try port(nil, ["9000/tcp", "9001/tcp"]) == 8000)
        #expect(try port(["PORT=none"], ["0/tcp", "x/tcp"]) == 8000)
    }

    @Test func portIsPublishedOnTheLoopbackAddress() throws {
        var settings = settings
        settings.connectMode = .hostPort
        let plan = try ContainerPlan(
            service { _, spec in spec.hostPort = 18000 },
            on: image,
            with: nil,
            settings: settings
        )
        #expect(plan.request.hostConfig.portBindings == ["9000/tcp": [.init(hostIP: "127.0.0.1", hostPort: "18000")]])
        let any = try ContainerPlan(service(), on: image, with: nil, settings: settings)
        #expect(any.request.hostConfig.portBindings == ["9000/tcp": [.init(hostIP: "127.0.0.1", hostPort: "")]])
    }

    @Test func anythingTheContainerIsMadeOfChangesTheHash() throws {
        let base = try plan(service()).hash
        #expect(try plan(service()).hash == base)
        let others = [
            try plan(service { service, _ in service.environment["X"] = "1" }),
            try plan(service { service, _ in service.limits.memory = .mebibytes(1) }),
            try plan(service { _, spec in spec.command = ["x"] }),
            try plan(service { _, spec in spec.mounts = [Mount(source: "/a", target: "/b")] }),
            try plan(service(), guarded: true),
            try ContainerPlan(
                service(),
                on: ImageInspection(id: "sha256:2", config: image.config),
                with: nil,
                settings: settings
            ),
        ].map(\.hash)
        #expect(Set(others + [base]).count == 7)
    }

    @Test func whatOnlyTheProxyDoesLeavesTheHashAlone() throws {
        let other = service { service, _ in
            service.idleTimeout = .seconds(1)
            service.stopTimeout = .seconds(99)
            service.route.path = "/elsewhere"
            service.lineCapacity = 3
        }
        #expect(try plan(other).hash == plan(service()).hash)
    }
}
