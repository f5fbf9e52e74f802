// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Foundation
internal import Logging
internal import PlimsollTesting
internal import Testing

@testable import Docker

/// Whatever answers at the socket: a call ends in time, with an error that says what was tried.
struct HostileEngineTests {
    private static let version = StubDockerSocket.Answer.json(#"{"ApiVersion":"1.41","MinAPIVersion":"1.12"}"#)
    private static let id = String(repeating: "ab", count: 32)

    private func engine(_ path: String, network: String = "net") throws -> DockerEngine {
        try DockerEngine(
            settings: DockerEngineSettings(address: .unix(path: path), network: network, owner: "me"),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// What the fleet hears when every call but those about versions is answered so.
    private func error(_ answer: StubDockerSocket.Answer) async throws -> EngineError? {
        var heard: EngineError?
        try await StubDockerSocket.run({ _, target in target == "/version" ? Self.version : answer }) { stub in
            heard = await #expect(throws: EngineError.self) { try await engine(stub.path).workers(of: []) }
        }
        return heard
    }

    @Test(arguments: [
        "{}", "null", "[1,2]", "{\"Id\":", "", "\"text\"", "[{\"Id\":7}]", "[[]]", "[{\"Labels\":\"x\"}]",
        String(repeating: "[", count: 100_000),
    ])
    func answerThatMakesNoSenseIsTheEnginesFault(_ json: String) async throws {
        let error = try await error(.json(json))
        #expect(error?.reason == .broken)
        #expect(error?.message.hasPrefix("cannot list the workers: ") == true)
    }

    @Test func listEntriesThatAreNotOursToReadAreLeftOut() async throws {
        let list = """
            [{}, {"Id":null,"Labels":null}, {"Id":"../../x","Labels":{"com.plimsoll.service":"a"},"State":"running"},
             {"Id":"\(Self.id)","State":"running"},
             {"Id":"\(Self.id)","State":"running","Labels":{"com.plimsoll.service":"b","com.plimsoll.port":"99999999999999999999"},
              "NetworkSettings":{"Networks":{"net":null}}}]
            """
        try await StubDockerSocket.run({ _, target in target == "/version" ? Self.version : .json(list) }) { stub in
            let found = try await engine(stub.path).workers(of: [])
            #expect(found.map(\.service) == ["b"])
            #expect(found.map(\.condition) == [.running(nil)])
        }
    }

    @Test func refusalIsToldInTheEnginesWords() async throws {
        let error = try await error(.json(#"{"message":"the\nleader is \u0007 lost."}"#, status: 503))
        #expect(error?.reason == .unavailable)
        #expect(error?.message == "cannot list the workers: the Docker engine says: the leader is   lost")
    }

    @Test func refusalWithoutWordsNamesItsStatus() async throws {
        #expect(try await error(.json("<html>", status: 500))?.message.contains("status 500") == true)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 99999 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n", "\0\0\0\0",
    ])
    func answerThatIsNoHTTPEndsTheCall(_ text: String) async throws {
        let error = try await error(.raw(Array(text.utf8)))
        #expect(error?.reason == .broken || error?.reason == .unavailable)
        #expect(error?.message.hasPrefix("cannot list the workers: ") == true)
    }

    @Test func connectionThatIsHungUpOnIsUnavailable() async throws {
        #expect(try await error(.hangUp)?.reason == .unavailable)
    }

    @Test func bodyWithoutEndIsCutOff() async throws {
        let error = try await error(.endless)
        #expect(error?.reason == .broken)
        #expect(error?.message.contains("longer than 16 MiB") == true)
    }

    @Test func silenceEndsWithTheDeadline() async throws {
        let start = ContinuousClock.now
        let error = try await error(.silence)
        #expect(error?.reason == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func launchOnAnEngineThatHangsEndsWithinTwoSeconds() async throws {
        try await StubDockerSocket.run({ _, _ in .silence }) { stub in
            let engine = try engine(stub.path)
            let service = ServiceDefinition(name: "thumbs", workload: .container(ContainerSpec(image: "i")))
            let start = ContinuousClock.now
            let error = await #expect(throws: EngineError.self) { try await engine.launch(service) }
            #expect(error?.reason == .timedOut)
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }

    @Test func absentSocketIsUnavailable() async throws {
        let engine = try engine("/tmp/plimsoll-there-is-no-such-socket")
        let error = await #expect(throws: EngineError.self) { try await engine.workers(of: []) }
        #expect(error?.reason == .unavailable)
        #expect(error?.message.contains("no Docker engine answers at unix:///tmp/plimsoll-there") == true)
        #expect(error?.message.contains("DOCKER_HOST") == true)
    }

    @Test func socketNobodyListensAtIsUnavailable() async throws {
        let folder = try TestFiles.temporaryFolder("dead")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/docker.sock"
        let made = try await ToolRun.run(
            "/usr/bin/python3",
            ["-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path]
        )
        try #require(made.status == 0, "\(made.output)")
        let engine = try engine(path)
        let error = await #expect(throws: EngineError.self) {
            try await engine.launch(ServiceDefinition(name: "ab", workload: .container(ContainerSpec(image: "i"))))
        }
        #expect(error?.reason == .unavailable)
        #expect(error?.message.contains("connection refused") == true)
    }

    @Test func versionOfTheEngineIsSpoken() async throws {
        try await StubDockerSocket.run({ _, target in
            target == "/version" ? .json(#"{"ApiVersion":"1.44","MinAPIVersion":"1.24","Surprise":[1]}"#) : .json("[]")
        }) { stub in
            let engine = try engine(stub.path)
            #expect(try await engine.workers(of: []).isEmpty)
            #expect(try await engine.workers(of: []).isEmpty)
            #expect(stub.requests.count == 3)
            #expect(stub.requests[0] == "GET /version")
            #expect(stub.requests[1].hasPrefix("GET /v1.44/containers/json?all=1&filters=%7B%22label%22"))
        }
    }

    @Test func engineTooOldIsRefusedWithWhatToDo() async throws {
        try await StubDockerSocket.run({ _, _ in .json(#"{"ApiVersion":"1.39"}"#) }) { stub in
            let error = await #expect(throws: EngineError.self) { try await engine(stub.path).workers(of: []) }
            #expect(error?.reason == .invalidSpec)
            #expect(error?.message.contains("install Docker 20.10 or newer") == true)
        }
    }

    @Test func idFromTheEngineNeverLeadsElsewhere() async throws {
        try await StubDockerSocket.run({ method, target in
            if target == "/version" { return Self.version }
            if target == "/_ping" { return .json("OK") }
            if target.contains("/images/") { return .json(#"{"Id":"sha256:1","Config":{"Cmd":["x"]}}"#) }
            if method == "POST" { return .json(#"{"Id":"../../images/prune?x="}"#, status: 201) }
            return .json(#"{"message":"none"}"#, status: 404)
        }) { stub in
            let service = ServiceDefinition(name: "thumbs", workload: .container(ContainerSpec(image: "i")))
            let error = await #expect(throws: EngineError.self) { try await engine(stub.path).launch(service) }
            #expect(error?.reason == .broken)
            #expect(!stub.requests.contains { $0.contains("prune") })
        }
    }

    @Test func pullThatFailsInItsStreamIsToldInTheRegistrysWords() async throws {
        try await StubDockerSocket.run({ method, target in
            if target == "/version" { return Self.version }
            if target == "/_ping" { return .json("OK") }
            if target.contains("/networks/net") { return .json(#"{"Id":"\#(Self.id)","Name":"net"}"#) }
            if method == "POST" {
                return .json("{\"status\":\"Pulling\"}\nnonsense\n{\"error\":\"manifest unknown\"}\n")
            }
            return .json(#"{"message":"none"}"#, status: 404)
        }) { stub in
            let service = ServiceDefinition(name: "thumbs", workload: .container(ContainerSpec(image: "x:1")))
            let troubles = try await engine(stub.path).prepare([service]) { _ in }
            #expect(troubles["thumbs"]?.reason == .imageMissing)
            #expect(
                troubles["thumbs"]?.message
                    == "image 'x:1' is not on this host and could not be pulled: cannot pull image 'x:1': manifest unknown"
            )
            #expect(stub.requests.contains("POST /v1.41/images/create?fromImage=x%3A1"))
        }
    }

    @Test func missingImageIsNotAskedForAgainForAWhile() async throws {
        let time = ManualTime()
        try await StubDockerSocket.run({ _, target in
            if target == "/version" { return Self.version }
            return target == "/_ping" ? .json("OK") : .json(#"{"message":"none"}"#, status: 404)
        }) { stub in
            let engine = try DockerEngine(
                settings: DockerEngineSettings(address: .unix(path: stub.path), owner: "me"),
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
                time: time
            )
            let service = ServiceDefinition(name: "thumbs", workload: .container(ContainerSpec(image: "x:1")))
            func asked() -> Int { stub.requests.filter { $0.contains("/images/") }.count }
            for _ in 0..<3 {
                let error = await #expect(throws: EngineError.self) { try await engine.launch(service) }
                #expect(error?.reason == .imageMissing)
            }
            #expect(asked() == 1)
            time.advance(by: .seconds(11))
            _ = await #expect(throws: EngineError.self) { try await engine.launch(service) }
            #expect(asked() == 2)
        }
    }
}
