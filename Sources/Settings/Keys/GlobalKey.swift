// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The keys of the `global:` block.
enum GlobalKey: String, CaseIterable {
    case domain, email
    case bearerToken = "bearer_token"
    case bearerTokenFile = "bearer_token_file"
    case idleTimeout = "idle_timeout"
    case tunnelIdleTimeout = "ws_idle_timeout"
    case listenHTTP = "listen_http"
    case listenHTTPS = "listen_https"
    case acmeWebroot = "acme_webroot"
    case tlsCertificateFile = "tls_certfile"
    case tlsKeyFile = "tls_keyfile"
    case autoCertbot = "auto_certbot"
    case logLevel = "log_level"
    case threads
    case dockerNetwork = "docker_network"
    case connectMode = "connect_mode"
    case redirectsToHTTPS = "http_redirect_to_https"
    case trustedProxies = "trusted_proxies"
    case onExit = "on_exit"

    var reference: KeyReference {
        let tls = "TLS"
        return switch self {
        case .domain: .init("host name", "The name clients reach the proxy by.", waitsFor: tls)
        case .email: .init("address", "Whom the certificate authority may write to.", waitsFor: tls)
        case .bearerToken:
            .init("text", default: "generated", "The token clients must hold, on every route but `/healthz`.")
        case .bearerTokenFile: .init("path", "A file whose first line is the token; instead of `bearer_token`.")
        case .idleTimeout:
            .init("time or `never`", default: "300", "How long after its last request a worker is put to sleep.")
        case .tunnelIdleTimeout:
            .init(
                "time or `never`",
                default: "the service's `idle_timeout`",
                "How long a WebSocket may carry nothing but pings until it is closed."
            )
        case .listenHTTP: .init("port or host:port", default: "80", "Where HTTP is served.")
        case .listenHTTPS: .init("port or host:port", default: "443", "Where HTTPS is served.", waitsFor: tls)
        case .acmeWebroot:
            .init(
                "path",
                default: "/var/www/acme",
                "Where challenges of an ACME client are served from.",
                waitsFor: tls
            )
        case .tlsCertificateFile: .init("path", "The certificate chain, PEM; with `tls_keyfile`.", waitsFor: tls)
        case .tlsKeyFile: .init("path", "Its private key, PEM; with `tls_certfile`.", waitsFor: tls)
        case .autoCertbot: .init("boolean", default: "false", "Whether to get certificates by ACME.", waitsFor: tls)
        case .logLevel: .init("level", default: "info", "From which severity on the log is written.")
        case .threads: .init("number", default: "cores", "Event loops that carry requests.")
        case .dockerNetwork: .init("name", default: "nodetool-net", "The workers' Docker network, made if missing.")
        case .connectMode:
            .init(
                "`docker_dns` or `host_port`",
                default: "docker_dns",
                "Whether a container is reached by its address on that network, or by its published port."
            )
        case .redirectsToHTTPS:
            .init("boolean", default: "true", "Whether HTTP requests are sent to HTTPS.", waitsFor: tls)
        case .trustedProxies:
            .init("list of IP or CIDR", default: "[]", "Whose `X-Forwarded-*` headers are believed.")
        case .onExit: .init("`keep` or `stop`", default: "keep", "What becomes of the workers when the proxy ends.")
        }
    }
}
