// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import Logging
import PlimsollTesting

/// Runs the operator's server on a socket of its own while `body` runs.
func withOperatorServer<Result: Sendable>(
    _ operations: StubOperations = StubOperations(.sample),
    certificates: (any CertificateReporting)? = nil,
    in folder: TestFolder,
    name: String = "operator.sock",
    _ body: @escaping @Sendable (OperatorAddress) async throws -> Result
) async throws -> Result {
    let path = "\(folder.path)/\(name)"
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = OperatorServer(operations: operations, certificates: certificates, socketPath: path, logger: logger)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            do {
                try await server.run()
            } catch is CancellationError {}
            return nil
        }
        group.addTask {
            try await eventually("operator's socket") {
                await (try? OperatorClient.withClient(of: .socket(path: path)) { try await $0.status() }) != nil
            }
            return try await body(.socket(path: path))
        }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let result { return result }
        }
        throw CancellationError()
    }
}
