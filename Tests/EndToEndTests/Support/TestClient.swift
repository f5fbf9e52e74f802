// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A client of a proxy under test. Each request has a connection of its own unless it is said otherwise.
struct TestClient: Sendable {
    let base: String
    let token: String?

    func send(
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: TestBody = .none,
        timeout: Duration = .seconds(60)
    ) async throws -> TestAnswer {
        let stream = try await begin(method, path, headers: headers, body: body, timeout: timeout)
        return TestAnswer(status: stream.status, headers: stream.headers, text: try await stream.rest())
    }

    /// The head of the response; its body is still to be read.
    func begin(
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: TestBody = .none,
        timeout: Duration = .seconds(60)
    ) async throws -> TestStream {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method)
        request.body = body.asRequestBody
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if request.headers["Connection"].isEmpty { request.headers.add(name: "Connection", value: "close") }
        return TestStream(try await Self.shared.execute(request, timeout: TimeAmount(timeout)))
    }

    func get(_ path: String, timeout: Duration = .seconds(60)) async throws -> TestAnswer {
        try await send("GET", path, timeout: timeout)
    }

    private static let shared: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1000
        // A refused connection is an answer.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}
