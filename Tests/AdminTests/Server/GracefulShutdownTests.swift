// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Logging
import PlimsollTesting
import ServiceLifecycle
import Testing

struct GracefulShutdownTests {
    private struct Hosted: Service {
        let server: OperatorServer

        func run() async throws { try await server.run() }
    }

    @Test(.timeLimit(.minutes(1)))
    func idleConnectionOfAFollowerDoesNotHoldTheServerUp() async throws {
        let folder = try TestFolder()
        let path = "\(folder.path)/operator.sock"
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = OperatorServer(operations: StubOperations(.sample), socketPath: path, logger: logger)
        let services = ServiceGroup(services: [Hosted(server: server)], logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await services.run() }
            try await eventually("operator's socket") { try folder.contents.contains("operator.sock") }
            try await OperatorClient.withClient(of: .socket(path: path)) { client in
                _ = try await client.status()
                await services.triggerGracefulShutdown()
                try await group.next()
            }
        }
        #expect(try folder.contents.isEmpty)
    }
}
