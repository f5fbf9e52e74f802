// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
package import Foundation
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1

/// Asks a Docker engine directly, past the code under test.
package struct DockerProbe: Sendable {
    private let socketPath: String

    package init(socketPath: String) {
        self.socketPath = socketPath
    }

    package init(_ docker: PrivateDocker) {
        socketPath = docker.socketPath
    }

    /// One call of the Engine API; `body` is JSON unless `type` says otherwise.
    @discardableResult
    package func call(
        _ method: String,
        _ target: String,
        body: Data? = nil,
        type: String = "application/json"
    ) async throws -> (status: Int, body: Data) {
        guard let url = URL(httpURLWithSocketPath: socketPath, uri: target) else { throw URLError(.badURL) }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .RAW(value: method)
        request.headers.add(name: "Host", value: "docker")
        if let body {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(ByteBuffer(data: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let answer = try await response.body.collect(upTo: 64 << 20)
        return (Int(response.status.code), Data(buffer: answer))
    }

    /// A value inside the engine's JSON answer: keys, or indexes of arrays, separated by `|`. Nil: there is none.
    package func value(_ target: String, _ path: String) async throws -> String? {
        let (status, body) = try await call("GET", target)
        guard status == 200 else { return nil }
        var value: Any? = try JSONSerialization.jsonObject(with: body)
        for key in path.split(separator: "|") {
            if let object = value as? [String: Any] {
                value = object[String(key)]
            } else if let array = value as? [Any], let index = Int(key), array.indices.contains(index) {
                value = array[index]
            } else {
                return nil
            }
        }
        switch value {
        case nil, is NSNull: return nil
        case let text as String: return text
        case let number as NSNumber: return number.stringValue
        case let other?:
            return String(
                decoding: try JSONSerialization.data(withJSONObject: other, options: [.sortedKeys]),
                as: UTF8.self
            )
        }
    }

    /// Removes a container by name or id, whatever it does.
    package func removeContainer(_ name: String) async throws {
        try await call("DELETE", "/containers/\(name)?force=1&v=1")
    }
}
