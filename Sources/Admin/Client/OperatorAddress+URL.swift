// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet

extension OperatorAddress {
    /// The URL of `path` there, as the HTTP client takes it.
    func url(_ path: String) throws(OperatorClientError) -> String {
        switch self {
        case .socket(let socket):
            guard socket.utf8.count <= OperatorSocket.longestPath else {
                throw OperatorClientError(
                    .badAddress,
                    "cannot connect to '\(socket)': a unix socket's path has at most \(OperatorSocket.longestPath) bytes"
                )
            }
            guard !socket.isEmpty else { throw OperatorClientError(.badAddress, "the socket's path is empty") }
            return "http+unix://\(PercentCoding.encoded(socket))\(path)"
        case .url(let base, let token, _):
            let text = base.lowercased()
            let isPlausible = text.hasPrefix("http://") || text.hasPrefix("https://")
            guard isPlausible, !base.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), !base.contains("?"),
                !base.contains("#")
            else {
                throw OperatorClientError(
                    .badAddress,
                    "'\(base)' is no server address; give one like http://127.0.0.1:8080 or https://example.com"
                )
            }
            // A line feed in a token would end the header; no token has one on purpose.
            if let token, token.exposed.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                throw OperatorClientError(
                    .badAddress,
                    "the bearer token holds control characters; look for a line feed at its end"
                )
            }
            return Self.root(of: base) + path
        }
    }

    /// NodeTool's users name the status page itself.
    private static func root(of base: String) -> String {
        var root = base[...]
        func dropSlashes() { while root.last == "/" { root.removeLast() } }
        dropSlashes()
        for page in ["/proxy/status", "/status"] where root.hasSuffix(page) {
            root.removeLast(page.count)
            dropSlashes()
            break
        }
        return String(root)
    }
}
