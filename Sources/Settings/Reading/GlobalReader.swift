// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Reads the `global:` block, one key at a time.
struct GlobalReader {
    private(set) var settings = ProxySettings()
    private var clientBurst: Int?
    private var wantsCertbot = false

    mutating func read(_ key: GlobalKey, _ value: SettingValue, _ report: inout Report) {
        switch key {
        case .domain:
            settings.domain = value.parsed(&report, as: "a host name") { SettingValue.isHost($0) ? $0 : nil }
        case .email:
            settings.email = value.parsed(&report, as: "an e-mail address") { $0.contains("@") ? $0 : nil }
        case .bearerToken:
            guard let token = value.secret(&report) else { return }
            if case .file = settings.bearerToken { return refuseBoth(value, &report) }
            settings.bearerToken = .given(token)
        case .bearerTokenFile:
            guard let path = value.text(&report) else { return }
            if case .given = settings.bearerToken { return refuseBoth(value, &report) }
            settings.bearerToken = .file(path)
        case .idleTimeout: if let timeout = value.idleTimeout(&report) { settings.idleTimeout = timeout }
        case .tunnelIdleTimeout: settings.tunnelIdleTimeout = value.limit(&report)
        case .listenHTTP: if let address = value.listenAddress(&report) { settings.listenHTTP = address }
        case .listenHTTPS: if let address = value.listenAddress(&report) { settings.listenHTTPS = address }
        case .acmeWebroot: if let path = value.absolutePath(&report) { settings.acmeWebroot = path }
        case .tlsCertificateFile: settings.tlsCertificateFile = value.text(&report)
        case .tlsKeyFile: settings.tlsKeyFile = value.text(&report)
        case .certificates: settings.moreCertificates = value.certificates(&report)
        case .strictTransport: if let time = value.limit(&report) { settings.strictTransport = time }
        case .autoCertbot: wantsCertbot = value.bool(&report) ?? false
        case .acme: settings.acme = value.acme(&report)
        case .logLevel: if let level = value.logLevel(&report) { settings.logLevel = level }
        case .threads: settings.threads = value.integer(&report, in: 1...1024)
        case .dockerNetwork:
            let name = value.parsed(&report, as: "a network's name") { NameText.isContainerName($0) ? $0 : nil }
            if let name { settings.dockerNetwork = name }
        case .connectMode: if let mode = value.choice(ConnectMode.self, &report) { settings.connectMode = mode }
        case .redirectsToHTTPS: if let redirects = value.bool(&report) { settings.redirectsToHTTPS = redirects }
        case .trustedProxies: if let ranges = value.trustedProxies(&report) { settings.trustedProxies = ranges }
        case .proxyProtocol: if let use = value.proxyHeaderUse(&report) { settings.proxyHeader = use }
        case .headerTimeout: if let time = value.deadline(&report) { settings.times.header = time }
        case .keepAliveTimeout: if let time = value.deadline(&report) { settings.times.keepAlive = time }
        case .requestBodyTimeout: if let time = value.deadline(&report) { settings.times.requestBody = time }
        case .requestBodyRate: if let size = value.sizeLimit(&report) { settings.limits.requestBodyRate = size }
        case .connectTimeout: if let time = value.deadline(&report) { settings.times.connect = time }
        case .responseTimeout: if let time = value.limit(&report) { settings.times.response = time }
        case .responseBodyTimeout: if let time = value.limit(&report) { settings.times.responseBody = time }
        case .clientReadTimeout: if let time = value.deadline(&report) { settings.times.clientReading = time }
        case .drainTimeout: if let time = value.duration(&report) { settings.times.drain = time }
        case .connectionsLimit:
            if let count = value.integer(&report, in: 1...10_000_000) { settings.limits.connections = count }
        case .clientConnectionsLimit: settings.limits.clientConnections = value.count(&report)
        case .clientRate: settings.limits.clientRate = value.clientRate(&report)
        case .clientBurst: clientBurst = value.integer(&report, in: 1...1_000_000)
        case .requestBodyLimit: if let size = value.sizeLimit(&report) { settings.limits.requestBody = size }
        case .requestLineLimit: if let size = value.headSize(&report) { settings.limits.requestLine = size }
        case .headerFieldLimit: if let size = value.headSize(&report) { settings.limits.headerField = size }
        case .headersLimit: if let size = value.headSize(&report) { settings.limits.headers = size }
        case .headerCountLimit:
            if let count = value.integer(&report, in: 1...10_000) { settings.limits.headerCount = count }
        case .speaksHTTP2: if let speaks = value.bool(&report) { settings.limits.speaksHTTP2 = speaks }
        case .streamsLimit:
            if let count = value.integer(&report, in: 1...10_000) { settings.limits.streams = count }
        case .streamWindow: if let size = value.windowSize(&report) { settings.limits.streamWindow = size }
        case .resetsLimit:
            if let count = value.integer(&report, in: 1...1_000_000) { settings.limits.resets = count }
        case .idleFramesLimit:
            if let count = value.integer(&report, in: 1...1_000_000) { settings.limits.idleFrames = count }
        case .accessLog: if let target = value.accessLog(&report) { settings.accessLog = target }
        case .accessLogQuery: if let logsQuery = value.bool(&report) { settings.logsQuery = logsQuery }
        case .serverTiming: if let showsStarts = value.bool(&report) { settings.showsStarts = showsStarts }
        case .memoryHeader: if let namesRefusals = value.bool(&report) { settings.namesRefusals = namesRefusals }
        case .onExit: if let policy = value.choice(ExitPolicy.self, &report) { settings.onExit = policy }
        }
    }

    /// What can only be judged once the whole block was read.
    /// - Parameter broken: the keys whose values could not be read. What depends on one of them is not judged.
    mutating func finish(_ block: Block<GlobalKey>, broken: Set<GlobalKey>, _ report: inout Report) {
        // Of an address that nobody knows nothing can be said; this one clashes with none.
        if broken.contains(.listenHTTP) { settings.listenHTTP.port = 0 }
        if broken.contains(.listenHTTPS) { settings.listenHTTPS.port = 0 }
        if let clientBurst {
            settings.limits.clientRate?.burst = clientBurst
            if settings.limits.clientRate == nil { report.burstAlone(block.place(of: .clientBurst)) }
        }
        finishACME(block, broken, &report)
        checkListeners(block, &report)
        if (settings.tlsCertificateFile == nil) != (settings.tlsKeyFile == nil) {
            report.error(
                "invalid-value",
                block.place(of: block.isAbsent(.tlsKeyFile) ? .tlsCertificateFile : .tlsKeyFile),
                "tls_certfile and tls_keyfile belong together: give both or neither"
            )
        }
        checkHeads(block, &report)
        noticeMissingCertificate(block, broken, &report)
        if settings.proxyHeader != .none, settings.trustedProxies.isEmpty, block.isAbsent(.trustedProxies) {
            report.notice(
                .anybodyAnnounces,
                block.place(of: .proxyProtocol),
                "whoever can connect may claim any address: proxy_protocol without trusted_proxies believes everybody",
                hint: "name the proxies before this one in trusted_proxies"
            )
        }
    }

    private func noticeMissingCertificate(
        _ block: Block<GlobalKey>,
        _ broken: Set<GlobalKey>,
        _ report: inout Report
    ) {
        guard settings.certificates.isEmpty, block.isAbsent(.acme), !wantsCertbot, !broken.contains(.autoCertbot),
            block.isAbsent(.tlsCertificateFile),
            block.isAbsent(.tlsKeyFile),
            block.isAbsent(.certificates)
        else { return }
        for key in [GlobalKey.listenHTTPS, .strictTransport] where !block.isAbsent(key) && !broken.contains(key) {
            report.notice(
                .noCertificate,
                block.place(of: key),
                "'\(key.rawValue)' has no effect: HTTPS is served with a certificate only",
                hint: "name one in tls_certfile and tls_keyfile, or have one got with acme"
            )
        }
    }

    /// Who names no host for the certificate means the domain.
    private mutating func finishACME(
        _ block: Block<GlobalKey>,
        _ broken: Set<GlobalKey>,
        _ report: inout Report
    ) {
        if wantsCertbot, block.isAbsent(.acme) {
            return report.error(
                "invalid-value",
                block.place(of: .autoCertbot),
                "auto_certbot needs your word that you agree to the authority's terms",
                hint: "write acme: {agree_terms: true} in its place"
            )
        }
        guard let acme = settings.acme, acme.names.isEmpty, broken.isDisjoint(with: [.acme, .domain]) else { return }
        guard let domain = settings.domain, SettingValue.isCertifiable(domain) else {
            return report.error(
                "invalid-value",
                block.place(of: .acme),
                "acme does not know which names the certificate is for",
                hint: "set domain to a host name, or acme.names to a list of them"
            )
        }
        settings.acme?.names = [domain.lowercased()]
        if acme.isOfPublicAuthority { block.values.first { $0.key == .domain }?.value.warnOfNames(&report) }
    }

    private func checkListeners(_ block: Block<GlobalKey>, _ report: inout Report) {
        guard settings.servesHTTPS, settings.listenHTTPS.clashes(with: settings.listenHTTP) else { return }
        report.error(
            "duplicate-address",
            block.place(of: block.isAbsent(.listenHTTPS) ? .listenHTTP : .listenHTTPS),
            "listen_http (\(settings.listenHTTP)) and listen_https (\(settings.listenHTTPS)) are one address: only one can listen there",
            hint: "give each a port of its own, such as 80 and 443"
        )
    }

    private func checkHeads(_ block: Block<GlobalKey>, _ report: inout Report) {
        let limits = settings.limits
        guard limits.headerField > limits.headers else { return }
        let key = block.isAbsent(.headersLimit) ? GlobalKey.headerFieldLimit : .headersLimit
        report.error(
            "invalid-value",
            block.place(of: key),
            "max_header_field (\(limits.headerField)) is above max_headers (\(limits.headers)), which counts all of them together"
        )
    }

    private func refuseBoth(_ value: SettingValue, _ report: inout Report) {
        value.refuse("is given beside its twin", hint: "keep bearer_token or bearer_token_file", &report)
    }
}

extension SettingValue {
    fileprivate func accessLog(_ report: inout Report) -> AccessLogTarget? {
        parsed(&report, as: "off, stdout, stderr or the absolute path of a file") { text in
            switch text.lowercased() {
            case "off", "false", "no": .off
            case "stdout": .standardOutput
            case "stderr": .standardError
            default: text.hasPrefix("/") && !text.hasSuffix("/") ? .file(text) : nil
            }
        }
    }

    fileprivate func logLevel(_ report: inout Report) -> LogLevel? {
        // Python's name for it, known from NodeTool.
        node.text?.lowercased() == "warn" ? .warning : choice(LogLevel.self, &report)
    }
}
