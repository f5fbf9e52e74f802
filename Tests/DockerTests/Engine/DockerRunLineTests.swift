// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Testing

@testable import Docker

struct DockerRunLineTests {
    private let settings = DockerEngineSettings(address: .unix(path: "/s"), network: "net", owner: "me")

    @Test func everySettingHasItsOption() throws {
        let spec = ContainerSpec(
            image: "thumbs:2",
            command: ["--greeting", "it's me"],
            entrypoint: ["/serve", "-v"],
            workingDirectory: "/d",
            user: "1000",
            mounts: [Mount(source: "/data dir", target: "/d", isReadOnly: true)],
            tmpfs: ["/tmp": "size=64m"],
            isReadOnly: true,
            droppedCapabilities: ["ALL"],
            gpus: .devices(["0", "1"]),
            internalPort: 7777,
            hostPort: 18000
        )
        let service = ServiceDefinition(
            name: "thumbs",
            workload: .container(spec),
            limits: Limits(memory: .mebibytes(512), cpus: CPUQuota(parsing: "0.5"), processes: 99),
            environment: ["TOKEN": "a b", "PORT": "7777"]
        )
        var settings = settings
        settings.connectMode = .hostPort
        #expect(
            DockerRunLine(service, settings: settings)?.description == """
                docker run --detach --name thumbs --network net --restart no --security-opt no-new-privileges \
                --log-opt max-size=10m --log-opt max-file=3 --memory 536870912b --memory-swap 536870912b --cpus 0.5 \
                --pids-limit 99 --shm-size 268435456b --volume '/data dir:/d:ro' --tmpfs /tmp:size=64m --env PORT=7777 --env 'TOKEN=a b' \
                --publish 127.0.0.1:18000:7777 --gpus '"device=0,1"' --cap-drop ALL --read-only --user 1000 --workdir /d \
                --entrypoint /serve thumbs:2 -v --greeting 'it'\\''s me'
                """
        )
        let masked = try #require(DockerRunLine(service, settings: settings, masksEnvironment: true))
        #expect(masked.words.contains("TOKEN=***"))
        #expect(!masked.words.contains { $0.contains("a b") })
    }

    @Test func onlyContainersHaveOne() {
        let service = ServiceDefinition(name: "x", workload: .process(ProcessSpec(command: ["/bin/true"])))
        #expect(DockerRunLine(service, settings: settings) == nil)
    }
}
