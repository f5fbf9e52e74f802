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
            if let mistake = Self.mistake(in: base) { throw OperatorClientError(.badAddress, mistake) }
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

    /// What is wrong with a server's address, and what to do about it. Nil: it is one.
    private static func mistake(in base: String) -> String? {
        let advice = "give one like http://127.0.0.1:8080 or https://example.com"
        let scheme = base.firstRange(of: "://").map { base[..<$0.lowerBound].lowercased() } ?? ""
        guard scheme == "http" || scheme == "https" else {
            return "'\(base)' is no server address: it begins neither with http:// nor with https://; \(advice)"
        }
        let authority = base.dropFirst(scheme.count + 3).prefix { $0 != "/" }
        // A password in an address would be shown wherever the address is.
        if authority.contains("@") {
            return "a server address holds no user and password; give the proxy's token in PROXY_BEARER_TOKEN"
        }
        let isWhole = !base.utf8.contains {
            $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
        }
        if isWhole, isHostAndPort(authority) { return nil }
        return "'\(base)' is no server address; \(advice)"
    }

    private static func isHostAndPort(_ authority: Substring) -> Bool {
        var rest = authority
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return false }
            rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return false }
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        if authority.first != "[", parts.first?.isEmpty ?? true { return false }
        guard parts.count <= 2 else { return false }
        // The HTTP client ends the program for a number that is no port's.
        return parts.count < 2 || UInt16(parts[1]).map { $0 > 0 } ?? false
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
