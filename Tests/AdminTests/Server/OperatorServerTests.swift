// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import FoundationEssentials
import Logging
import PlimsollTesting
import Testing

struct OperatorServerTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test func statusComesInTheOrderOfTheConfiguration() async throws {
        let names = try await withOperatorServer(in: folder) { address in
            try await OperatorClient.withClient(of: address) { try await $0.status() }
        }.services.map(\.name)
        #expect(names == ["thumbs", "ocr", "whisper", "wiki"])
    }

    @Test func proxyStatusIsAnArrayWithNodeToolsFields() async throws {
        let services = try await withOperatorServer(in: folder) { address in
            try await OperatorClient.withClient(of: address) { try await $0.proxyStatus() }
        }
        #expect(services.first?.status == "running")
        #expect(services.first?.hostPort == 18000)
    }

    @Test func startAndStopReachTheFleet() async throws {
        let operations = StubOperations(.sample)
        let report = try await withOperatorServer(operations, in: folder) { address in
            try await OperatorClient.withClient(of: address) { client in
                _ = try await client.stop("thumbs")
                return try await client.start("thumbs")
            }
        }
        #expect(operations.asked == ["stop thumbs", "start thumbs"])
        #expect(report.name == "thumbs")
    }

    @Test func namesWithOddCharactersArriveWhole() async throws {
        let name = "a b/ü%2F?"
        let status = ServiceStatus(name: ServiceName(name), path: "/", state: .ready, engineCondition: .running)
        let operations = StubOperations(FleetStatus(engine: "docker", services: [status]))
        _ = try await withOperatorServer(operations, in: folder) { address in
            try await OperatorClient.withClient(of: address) { try await $0.start(name) }
        }
        #expect(operations.asked == ["start \(name)"])
    }

    @Test func refusalArrivesWithItsReasonAndTheWorkersLastLines() async throws {
        let operations = StubOperations(.sample)
        operations.refuse(
            LeaseRefusal(
                .workerCrashed,
                "the worker ended with status 3 while it started",
                retryAfter: .milliseconds(1500),
                logTail: ["boom"]
            )
        )
        let error = await #expect(throws: OperatorClientError.self) {
            try await withOperatorServer(operations, in: folder) { address in
                try await OperatorClient.withClient(of: address) { try await $0.start("thumbs") }
            }
        }
        let expected = ErrorReport(
            error: "worker_crashed",
            message: "the worker ended with status 3 while it started",
            service: "thumbs",
            retryAfterSeconds: 1.5,
            logTail: ["boom"]
        )
        #expect(error?.reason == .refused(expected))
    }

    @Test func logIsCutToTheLinesAskedFor() async throws {
        let operations = StubOperations(.sample)
        operations.setLog(["one", "two\u{1B}[31m", "three"])
        let log = try await withOperatorServer(operations, in: folder) { address in
            try await OperatorClient.withClient(of: address) { try await $0.log(of: "thumbs", lines: 2) }
        }
        #expect(log == LogReport(service: "thumbs", lines: ["two\u{1B}[31m", "three"]))
    }

    @Test func logOfAnUnknownServiceNamesTheKnownOnes() async throws {
        let error = await #expect(throws: OperatorClientError.self) {
            try await withOperatorServer(in: folder) { address in
                try await OperatorClient.withClient(of: address) { try await $0.log(of: "thumb", lines: 2) }
            }
        }
        #expect(error?.message == "there is no service 'thumb'; the services are: thumbs, ocr, whisper, wiki")
    }

    @Test func engineErrorOfALogIsPassedOn() async throws {
        let operations = StubOperations(.sample)
        operations.failLog(EngineError(.unavailable, "nobody answers at /var/run/docker.sock"))
        let error = await #expect(throws: OperatorClientError.self) {
            try await withOperatorServer(operations, in: folder) { address in
                try await OperatorClient.withClient(of: address) { try await $0.log(of: "thumbs", lines: 2) }
            }
        }
        #expect(error?.message == "nobody answers at /var/run/docker.sock")
    }

    @Test func socketIsForItsOwnerAloneAndGoneAfterwards() async throws {
        let folder = folder
        let mode = try await withOperatorServer(in: folder, name: "made/operator.sock") { _ in
            let socket = try folder.attribute(.posixPermissions, of: "made/operator.sock", as: Int.self)
            let parent = try folder.attribute(.posixPermissions, of: "made", as: Int.self)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/made") == ["operator.sock"])
            return [socket, parent]
        }
        #expect(mode == [0o600, 0o700])
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/made").isEmpty)
    }

    @Test func secondServerOnALiveSocketIsRefused() async throws {
        let folder = folder
        try await withOperatorServer(in: folder) { address in
            let error = await #expect(throws: OperatorServerError.self) {
                try await Self.server(at: "\(folder.path)/operator.sock").run()
            }
            #expect(error?.reason == .inUse)
            _ = try await OperatorClient.withClient(of: address) { try await $0.status() }
        }
    }

    @Test func staleSocketIsReplaced() async throws {
        try StaleSocket.leave(at: "\(folder.path)/operator.sock")
        let report = try await withOperatorServer(in: folder) { address in
            try await OperatorClient.withClient(of: address) { try await $0.status() }
        }
        #expect(report.engine == "docker")
    }

    @Test func fileThatIsNoSocketIsLeftAlone() async throws {
        try folder.write("precious", to: "operator.sock")
        let error = await #expect(throws: OperatorServerError.self) {
            try await Self.server(at: "\(folder.path)/operator.sock").run()
        }
        #expect(error?.reason == .notASocket)
        #expect(try folder.contents == ["operator.sock"])
    }

    @Test func pathTooLongIsSaid() async throws {
        let error = await #expect(throws: OperatorServerError.self) {
            try await Self.server(at: folder.path + "/" + String(repeating: "x", count: 108)).run()
        }
        #expect(error?.reason == .pathTooLong)
    }

    private static func server(at path: String) -> OperatorServer {
        OperatorServer(operations: StubOperations(.sample), socketPath: path, logger: Logger(label: "test"))
    }
}
