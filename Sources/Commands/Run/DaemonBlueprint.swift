// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import ACME
internal import Capacity
internal import Docker
internal import Fleet
internal import Glibc
internal import Processes
internal import Proxy
internal import Settings

/// Makes a daemon's plan out of a configuration and its surroundings.
struct DaemonBlueprint {
    let settings: ProxySettings
    let file: String
    let state: StateFolder
    let operatorSocket: String
    let environment: [String: String]

    /// The network and the configuration: a proxy of another file, or on another network, has workers of its own.
    var owner: String {
        "\(settings.dockerNetwork) of \(absoluteFile)"
    }

    private var absoluteFile: String {
        guard let resolved = realpath(file, nil) else { return file }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Tells owners apart in file names: FNV-1a, 64 bits (draft-eastlake-fnv).
    private var ownerDigest: String {
        let hash = owner.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }

    func lock() throws(CommandFailure) -> ProxyLock {
        try ProxyLock(name: "plimsoll-proxy-\(ownerDigest)", owner: owner)
    }

    func token() throws(CommandFailure) -> ProxyToken {
        switch settings.bearerToken {
        case .given(let secret):
            return ProxyToken(secret: secret, announcement: nil)
        case .file(let path):
            return ProxyToken(secret: try TokenFile.read(path), announcement: nil)
        case .absent:
            let kept = GeneratedToken(path: state.path + "/token")
            let (secret, isNew) = try kept.token()
            // Printed once: later it is read where it is kept.
            let text = isNew ? "made a token, kept in \(kept.path): \(secret.exposed)" : "the token is in \(kept.path)"
            return ProxyToken(secret: secret, announcement: text)
        }
    }

    func plan(token: Secret) throws -> DaemonPlan {
        let guardPath = GuardBinary.find(environment: environment)
        if guardPath == nil, let (message, hint) = GuardBinary.obstacle(for: settings.services) {
            throw CommandFailure("\(message); \(hint)")
        }
        var docker = DockerEngineSettings(
            address: try EngineAddress(environment: environment) { access($0, F_OK) == 0 },
            network: settings.dockerNetwork,
            owner: owner,
            guardPath: guardPath
        )
        docker.connectMode = settings.connectMode == .dockerDNS ? .network : .hostPort
        let threads = settings.threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
        var dataPlane = DataPlaneSettings(listen: [settings.listenHTTP.endpoint], token: TokenDigest(token))
        dataPlane.threads = max(1, threads)
        dataPlane.adopt(settings.times)
        dataPlane.adopt(settings.limits)
        let keeper = settings.acme.map { certificateKeeper($0) }
        try dataPlane.adoptCertificates(of: settings, keeper: keeper)
        dataPlane.trustedProxies = settings.trustedProxies.compactMap { TrustedNetwork($0.description) }
        dataPlane.isAnnounced = settings.proxyHeader.isOnHTTP
        dataPlane.isAnnouncedSecure = settings.proxyHeader.isOnHTTPS
        dataPlane.namesRefusals = settings.namesRefusals
        dataPlane.showsStarts = settings.showsStarts
        return DaemonPlan(
            services: settings.services,
            dataPlane: dataPlane,
            certificateKeeper: keeper,
            docker: docker,
            processFolder: "\(state.path)/processes-\(ownerDigest)",
            recordFolder: "\(state.path)/guards-\(ownerDigest)",
            operatorSocket: operatorSocket,
            guardPath: guardPath,
            environment: environment,
            owner: owner,
            onExit: settings.onExit,
            accessLog: settings.accessLog.target,
            logsQuery: settings.logsQuery,
            drainTimeout: settings.times.drain
        )
    }
}

extension DaemonBlueprint {
    private func certificateKeeper(_ acme: AcmeSettings) -> CertificateKeeper {
        let external = acme.externalID.flatMap { id in
            acme.externalKey.flatMap { ExternalAccount(id: id, key: $0) }
        }
        let authority = AuthoritySettings(
            directory: acme.directory,
            root: acme.root,
            email: settings.email,
            agreesToTerms: true,
            externalAccount: external
        )
        return CertificateKeeper(names: acme.names, authority: authority, folder: "\(state.path)/acme-\(ownerDigest)")
    }
}

/// The proxy's bearer token, and what is to be said about it.
struct ProxyToken {
    let secret: Secret
    let announcement: String?
}

extension AccessLogTarget {
    var target: AccessLog.Target? {
        switch self {
        case .off: nil
        case .standardOutput: .standardOutput
        case .standardError: .standardError
        case .file(let path): .file(path)
        }
    }
}

extension ListenAddress {
    var endpoint: Endpoint {
        .tcp(host: host ?? "0.0.0.0", port: port)
    }
}
