// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// A whole `proxy.yaml`, read, checked and complete: where a key was absent its default stands here.
package struct ProxySettings: Hashable, Sendable {
    package var listenHTTP = ListenAddress(port: 80)
    package var listenHTTPS = ListenAddress(port: 443)
    package var domain: String?
    package var email: String?
    package var bearerToken = BearerToken.absent
    /// For services that name none of their own. Nil: workers are never put to sleep.
    package var idleTimeout: Duration? = .seconds(300)
    /// For WebSockets of services that name none of their own. Nil within: never closed for silence. Nil: their idle timeout.
    package var tunnelIdleTimeout: Duration??
    package var acmeWebroot = "/var/www/acme"
    package var tlsCertificateFile: String?
    package var tlsKeyFile: String?
    /// Beside that one.
    package var moreCertificates: [CertificatePaths] = []
    /// How long browsers are told to come by HTTPS only. Nil: they are not told.
    package var strictTransport: Duration?
    /// How a certificate is got by itself. Nil: it is not.
    package var acme: AcmeSettings?
    package var logLevel = LogLevel.info
    /// Event loops of the data plane. Nil: as many as there are cores.
    package var threads: Int?
    package var dockerNetwork = "nodetool-net"
    package var connectMode = ConnectMode.dockerDNS
    package var redirectsToHTTPS = true
    /// Whose `X-Forwarded-*` headers are believed.
    package var trustedProxies: [AddressRange] = []
    package var proxyHeader = ProxyHeaderUse.none
    package var times = TrafficTimes()
    package var limits = TrafficLimits()
    package var onExit = ExitPolicy.keep
    package var accessLog = AccessLogTarget.off
    /// Whether the access log has the query, which may hold secrets.
    package var logsQuery = false
    /// Whether a response that waited for a start shows its parts.
    package var showsStarts = true
    /// Whether a refused allocation is named in a response.
    package var namesRefusals = true
    /// In the file's order, never empty once a file was loaded.
    package var services: [ServiceDefinition] = []

    package init() {}

    /// Whether `listenHTTPS` is listened on.
    package var servesHTTPS: Bool { !certificates.isEmpty || acme != nil }

    /// All that HTTPS is served with; the first to whoever asks for no name. Empty: HTTPS is not served.
    package var certificates: [CertificatePaths] {
        guard let chain = tlsCertificateFile, let key = tlsKeyFile else { return moreCertificates }
        return [CertificatePaths(chain: chain, key: key, source: "tls_keyfile")] + moreCertificates
    }
}
