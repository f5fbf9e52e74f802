// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import ACME
internal import Capacity
internal import Fleet
internal import Proxy
internal import Settings

/// What the file says, in the data plane's words.
extension DataPlaneSettings {
    mutating func adopt(_ times: TrafficTimes) {
        timeouts.head = times.header
        timeouts.keepAlive = times.keepAlive
        timeouts.requestBody = times.requestBody
        timeouts.workerConnect = times.connect
        timeouts.response = times.response
        timeouts.responseBody = times.responseBody
        timeouts.clientReading = times.clientReading
    }

    mutating func adopt(_ limits: TrafficLimits) {
        mostConnections = limits.connections
        mostClientConnections = limits.clientConnections
        clientRate = limits.clientRate
        largestBody = limits.requestBody.map { UInt64($0.bytes) }
        timeouts.requestBodyRate = limits.requestBodyRate.map { UInt64($0.bytes) } ?? 0
        headLimits.startLine = Int(limits.requestLine.bytes)
        headLimits.field = Int(limits.headerField.bytes)
        headLimits.fieldList = Int(limits.headers.bytes)
        headLimits.fieldCount = limits.headerCount
        http2 = limits.speaksHTTP2 ? SessionLimits(limits) : nil
    }

    /// Reads the certificates. Without one nothing is served with TLS, and nothing is redirected.
    /// - Parameter keeper: who gets another one. Nil: nobody.
    mutating func adoptCertificates(of settings: ProxySettings, keeper: CertificateKeeper?) throws(CommandFailure) {
        challengeFolder = settings.acmeWebroot
        challenges = keeper?.challenges
        let files = settings.certificates.map { CertificateFiles(chain: $0.chain, key: $0.key) }
        let awaited = keeper.map { keeper in
            let file = keeper.certificateFile
            return AwaitedCertificate(files: CertificateFiles(chain: file, key: file), names: keeper.names)
        }
        guard !files.isEmpty || awaited != nil else { return }
        do throws(CertificateError) {
            certificates = try CertificateStore(files, awaited: awaited.map { [$0] } ?? [], domain: settings.domain)
        } catch {
            throw CommandFailure("cannot serve HTTPS: \(error)")
        }
        listenSecure = [settings.listenHTTPS.endpoint]
        redirectsToHTTPS = settings.redirectsToHTTPS
        domain = settings.domain?.lowercased()
        strictTransport = settings.strictTransport
    }
}

extension SessionLimits {
    fileprivate init(_ limits: TrafficLimits) {
        self.init(
            streams: limits.streams,
            window: Int(limits.streamWindow.bytes),
            resets: limits.resets,
            idleFrames: limits.idleFrames
        )
    }
}
