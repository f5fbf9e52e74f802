// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension GlobalKey {
    var reference: KeyReference {
        switch self {
        case .domain: .init("host name", "The name clients reach the proxy by; where plain HTTP is redirected to.")
        case .email: .init("address", "Whom the certificate authority may write to.")
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
        case .listenHTTPS:
            .init("port or host:port", default: "443", "Where HTTPS is served, if there is a certificate.")
        case .acmeWebroot:
            .init(
                "path",
                default: "/var/www/acme",
                "Where certbot, or another ACME client, leaves the challenges that are to be served. See [tls.md](tls.md)."
            )
        case .tlsCertificateFile:
            .init("path", "The certificate chain, PEM; with `tls_keyfile`. Taken anew when it changes.")
        case .tlsKeyFile: .init("path", "Its private key, PEM, not encrypted; with `tls_certfile`.")
        case .certificates:
            .init(
                "list of `{certfile, keyfile}`",
                default: "[]",
                "Further certificates, chosen by the names they are for. See [tls.md](tls.md)."
            )
        case .strictTransport:
            .init("time or `never`", default: "never", "How long browsers are told to come by HTTPS only (HSTS).")
        case .autoCertbot: .init("boolean", default: "false", "NodeTool's word for `acme`.")
        case .acme:
            .init(
                "block",
                "Gets a certificate by ACME and renews it: `{agree_terms, names, ca, ca_root, eab_kid, eab_key}`. See [tls.md](tls.md)."
            )
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
            .init("boolean", default: "true", "Whether HTTP requests are sent to HTTPS, if there is a certificate.")
        case .trustedProxies:
            .init(
                "list of IP or CIDR",
                default: "[]",
                "Whose word on the client is believed: [behind-a-proxy.md](behind-a-proxy.md)."
            )
        case .proxyProtocol:
            .init(
                "boolean, `http` or `https`",
                default: "false",
                "On which listeners connections begin with a PROXY header, version 1 or 2; only `trusted_proxies` may connect there."
            )
        case .onExit: .init("`keep` or `stop`", default: "keep", "What becomes of the workers when the proxy ends.")
        case .accessLog:
            .init(
                "`off`, `stdout`, `stderr` or path",
                default: "off",
                "Where each request gets a line: [access-log.md](access-log.md)."
            )
        case .accessLogQuery:
            .init("boolean", default: "false", "Whether that line has the query, which may hold secrets.")
        case .serverTiming:
            .init("boolean", default: "true", "Whether an answer that waited for a start says how long, and for what.")
        case .memoryHeader:
            .init("boolean", default: "true", "Whether a 5xx after a refused allocation says so (`Plimsoll-Memory`).")
        case .headerTimeout:
            .init(
                "time",
                default: "10",
                "How long a request's head may take from its first byte; a connection's first one from the connection's beginning, with HTTP/2, too."
            )
        case .keepAliveTimeout:
            .init(
                "time",
                default: "75",
                "How long a client's connection may wait for its next request, after its first."
            )
        case .requestBodyTimeout:
            .init("time", default: "30", "How long nothing may come of a request's body that the worker waits for.")
        case .requestBodyRate:
            .init(
                "size or `never`",
                default: "500b",
                "How much of it must come in a second, on average, after a third of that time."
            )
        case .connectTimeout: .init("time", default: "5", "How long connecting to a worker may take.")
        case .responseTimeout:
            .init("time or `never`", default: "never", "How long a worker may take to begin its response.")
        case .responseBodyTimeout:
            .init("time or `never`", default: "never", "How long nothing may come of a response's body.")
        case .clientReadTimeout:
            .init("time", default: "60", "How long a client may read nothing of what waits for it.")
        case .drainTimeout:
            .init(
                "time",
                default: "30",
                "How long requests and WebSockets, idle ones too, may go on when the proxy or their worker is told to end."
            )
        case .connectionsLimit: .init("number", default: "10000", "Connections of clients at a time.")
        case .clientConnectionsLimit:
            .init(
                "number or `never`",
                default: "never",
                "Connections of one client at a time; `trusted_proxies` are exempt."
            )
        case .clientRate:
            .init(
                "number/`s`, `/m`, `/h` or `never`",
                default: "never",
                "How often one client may ask: [limits.md](limits.md)."
            )
        case .clientBurst:
            .init("number", default: "the number of `client_rate`", "How many requests of it may come at once.")
        case .requestBodyLimit: .init("size or `never`", default: "never", "The longest body of a request.")
        case .requestLineLimit: .init("size", default: "8k", "The longest request line, and status line of a worker.")
        case .headerFieldLimit: .init("size", default: "16k", "The longest header field, of clients and of workers.")
        case .headersLimit: .init("size", default: "32k", "All header fields of a message together.")
        case .headerCountLimit: .init("number", default: "100", "How many header fields a message may have.")
        case .speaksHTTP2: .init("boolean", default: "true", "Whether clients may speak HTTP/2, with TLS and without.")
        case .streamsLimit:
            .init("number", default: "100", "How many requests a connection with HTTP/2 may have at a time.")
        case .streamWindow:
            .init("size", default: "128k", "How much of a body may come with HTTP/2 before the worker takes it.")
        case .resetsLimit:
            .init("number", default: "100", "How many streams of a connection may be reset in a second.")
        case .idleFramesLimit:
            .init(
                "number",
                default: "1000",
                "How many frames a second may bring nothing (pings, settings, windows), beyond three for each of ours."
            )
        }
    }
}
