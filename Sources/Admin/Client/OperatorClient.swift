// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1

/// Asks a running proxy, over the operator's socket or over its port.
package struct OperatorClient: Sendable {
    /// More than this is no answer of ours: a thousand services with a hundred long fields each are far below it.
    static let largestAnswer = 16 << 20
    /// A report is made from memory; only a host in trouble takes longer.
    package static let usualPatience = Duration.seconds(10)
    /// A start or a stop has its own deadline in the proxy; this one only ends a wait for a proxy that forgot us.
    private static let actionTimeout = Duration.seconds(3600)

    package let address: OperatorAddress
    /// How long a report may take, to its last byte.
    private let patience: Duration
    private let http: HTTPClient

    /// Gives `body` a client of the proxy at `address`, and closes its connections afterwards.
    package static func withClient<Result: Sendable>(
        of address: OperatorAddress,
        patience: Duration = usualPatience,
        _ body: (OperatorClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(
            // A redirect could carry the token elsewhere: it is reported instead.
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5))
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        if case .url(_, _, let file?) = address { configuration.tlsConfiguration = try .trusting(onlyFile: file) }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body(OperatorClient(address: address, patience: patience, http: http)))
        } catch {
            outcome = .failure(error)
        }
        try? await http.shutdown()
        return try outcome.get()
    }

    package func status() async throws -> FleetReport {
        try await report(FleetReport.self, .GET, "/-/v1/status", within: patience)
    }

    /// The services as NodeTool's own proxy shows them, so that its proxy is understood too.
    package func proxyStatus() async throws -> [ServiceReport] {
        try await report([ServiceReport].self, .GET, "/status", within: patience)
    }

    /// Starts a service and returns when it is ready.
    package func start(_ service: String) async throws -> ServiceReport {
        let path = "/-/v1/services/\(PercentCoding.encoded(service))/start"
        return try await act(path)
    }

    /// Stops a service and returns when it is stopped.
    package func stop(_ service: String) async throws -> ServiceReport {
        let path = "/-/v1/services/\(PercentCoding.encoded(service))/stop"
        return try await act(path)
    }

    package func log(of service: String, lines: Int) async throws -> LogReport {
        let path = "/-/v1/services/\(PercentCoding.encoded(service))/log?lines=\(lines)&format=json"
        return try await report(LogReport.self, .GET, path, within: .seconds(60))
    }

    /// Whoever does not even say how it is would let us wait for as long as an action may take.
    private func act(_ path: String) async throws -> ServiceReport {
        try await confirmThatItAnswers()
        return try await answer(.POST, path, within: Self.actionTimeout).report(ServiceReport.self)
    }

    // Apart: as one function swiftc 6.3.1 crashes on it when it optimizes ("While splitting coroutine").
    private func confirmThatItAnswers() async throws {
        _ = try await answer(.GET, "/-/v1/status", within: patience)
    }

    private func report<Report: Decodable>(
        _ type: Report.Type,
        _ method: HTTPMethod,
        _ path: String,
        within timeout: Duration
    ) async throws -> Report {
        try await answer(method, path, within: timeout).report(type)
    }

    private func answer(
        _ method: HTTPMethod,
        _ path: String,
        within timeout: Duration
    ) async throws -> OperatorAnswer {
        do {
            return try await fetch(method, path, within: timeout)
        } catch let error as OperatorClientError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw OperatorClientError(reaching: address, failed: error)
        }
    }

    private func fetch(_ method: HTTPMethod, _ path: String, within timeout: Duration) async throws -> OperatorAnswer {
        var request = HTTPClientRequest(url: try address.url(path))
        request.method = method
        request.headers.add(name: "accept", value: "application/json")
        if case .url(_, let token?, _) = address {
            request.headers.add(name: "authorization", value: "Bearer \(token.exposed)")
        }
        let asked = request
        // The library's own limit ends with the answer's head.
        return try await within(timeout) {
            let response = try await http.execute(asked, timeout: TimeAmount(timeout))
            return OperatorAnswer(
                address: address,
                path: path,
                status: Int(response.status.code),
                location: response.headers.first(name: "location"),
                body: Array(buffer: try await response.body.collect(upTo: Self.largestAnswer))
            )
        }
    }
}
