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
    case certificates
    case strictTransport = "hsts"
    case autoCertbot = "auto_certbot"
    case logLevel = "log_level"
    case threads
    case dockerNetwork = "docker_network"
    case connectMode = "connect_mode"
    case redirectsToHTTPS = "http_redirect_to_https"
    case trustedProxies = "trusted_proxies"
    case proxyProtocol = "proxy_protocol"
    case onExit = "on_exit"
    case accessLog = "access_log"
    case accessLogQuery = "access_log_query"
    case serverTiming = "server_timing"
    case memoryHeader = "memory_header"
    case headerTimeout = "header_timeout"
    case keepAliveTimeout = "keepalive_timeout"
    case requestBodyTimeout = "request_body_timeout"
    case requestBodyRate = "request_body_min_rate"
    case connectTimeout = "connect_timeout"
    case responseTimeout = "response_timeout"
    case responseBodyTimeout = "response_body_timeout"
    case clientReadTimeout = "client_read_timeout"
    case drainTimeout = "drain_timeout"
    case connectionsLimit = "max_connections"
    case clientConnectionsLimit = "max_client_connections"
    case clientRate = "client_rate"
    case clientBurst = "client_burst"
    case requestBodyLimit = "max_request_body"
    case requestLineLimit = "max_request_line"
    case headerFieldLimit = "max_header_field"
    case headersLimit = "max_headers"
    case headerCountLimit = "max_header_count"
}
