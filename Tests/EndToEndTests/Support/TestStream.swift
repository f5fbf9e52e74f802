// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A response whose head is there; its body comes.
struct TestStream: Sendable {
    let status: Int
    let headers: HTTPHeaders
    private let body: HTTPClientResponse.Body

    init(_ response: HTTPClientResponse) {
        status = Int(response.status.code)
        headers = response.headers
        body = response.body
    }

    func header(_ name: String) -> String? { headers.first(name: name) }

    /// All of the body.
    /// - Throws: when the connection ends before it does.
    func rest() async throws -> String {
        try await String(buffer: body.collect(upTo: 64 << 20))
    }

    /// The pieces of the body as they come, until `isEnough`; then the connection is closed.
    func pieces(until isEnough: (String) throws -> Bool) async throws {
        for try await piece in body where try isEnough(String(buffer: piece)) { return }
    }
}
