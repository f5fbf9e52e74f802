// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import FoundationEssentials
import Settings

/// How a command of the same host reaches the proxy that a settings file describes.
struct ConfiguredProxy: Hashable, Sendable {
    var url: String
    /// Nil: the file names none, and no proxy of this user has made one.
    var token: Secret?

    init(
        _ settings: ProxySettings,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandFailure) {
        url = Self.url(settings)
        switch settings.bearerToken {
        case .given(let secret): token = secret
        case .file(let path): token = try TokenFile.read(path)
        case .absent: token = try GeneratedToken.usual(environment: environment).made()
        }
    }

    private static func url(_ settings: ProxySettings) -> String {
        // With a certificate the plain port only redirects, and the certificate is for the domain alone.
        if settings.servesHTTPS, let domain = settings.domain {
            let port = settings.listenHTTPS.port
            return port == 443 ? "https://\(domain)" : "https://\(domain):\(port)"
        }
        let address = settings.listenHTTP
        let endpoint = Endpoint.tcp(host: loopback(instead: address.host), port: address.port)
        return "http://\(endpoint)"
    }

    /// A listener on every address is reached on the loopback one.
    private static func loopback(instead host: String?) -> String {
        switch host {
        case nil, "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        case let host?: host
        }
    }
}
