// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOSSL

/// A certificate with its chain and its key, read, judged, and ready for handshakes.
struct Certificate: Sendable {
    /// What a handshake is given.
    let override: NIOSSLContextConfigurationOverride
    /// The names it is for, in lower case: host names, `*.example.com`, and addresses.
    let names: Set<String>
    /// Seconds since 1970.
    let validFrom: Int
    let validUntil: Int

    private static let largestFile = 1 << 20

    /// Reads both files. Blocks.
    /// - Throws: when they are no certificate and its key; not for its dates.
    init(_ files: CertificateFiles) throws(CertificateError) {
        let chain = try Self.chain(in: files.chain)
        let key = try Self.key(in: files.key)
        guard let leaf = chain.first else { throw Self.noCertificate(files.chain) }
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = chain.map { .certificate($0) }
        override.privateKey = .privateKey(key)
        // The handshakes' own way of putting both together is the judge of whether they belong together.
        let trial = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        guard (try? NIOSSLContext(configuration: trial)) != nil else {
            throw CertificateError(
                description: "the key in '\(files.key)' does not belong to the first certificate in '\(files.chain)'; "
                    + "give the key it was issued for, and the server's certificate before its issuers'"
            )
        }
        self.override = override
        names = Self.names(of: leaf)
        validFrom = leaf.notValidBefore
        validUntil = leaf.notValidAfter
    }

    /// Whether it is for `name`, which is in lower case.
    func covers(_ name: String) -> Bool {
        names.contains(name) || Self.wildcard(above: name).map { names.contains($0) } ?? false
    }

    /// The wildcard that a name falls under: of one label only, RFC 9525, section 6.3.
    static func wildcard(above name: String) -> String? {
        guard let dot = name.firstIndex(of: "."), dot > name.startIndex else { return nil }
        return "*" + name[dot...]
    }

    /// Why it is not to be served now; nil: its time has come and is not over.
    func fault(at now: Int = time(nil)) -> String? {
        if now >= validUntil { return "it expired on \(Self.day(validUntil)); renew it" }
        if now < validFrom { return "it is not valid before \(Self.day(validFrom)); set the clock, or wait" }
        return nil
    }

    var lastDay: String { Self.day(validUntil) }

    private static func day(_ seconds: Int) -> String {
        var moment = seconds
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y-%m-%d", &parts)
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

// MARK: - Reading

extension Certificate {
    private static func chain(in file: String) throws(CertificateError) -> [NIOSSLCertificate] {
        let bytes = try read(file)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes) else { throw noCertificate(file) }
        return chain
    }

    private static func noCertificate(_ file: String) -> CertificateError {
        CertificateError(description: "there is no whole certificate in PEM in '\(file)'; give the full chain in PEM")
    }

    private static func key(in file: String) throws(CertificateError) -> NIOSSLPrivateKey {
        let bytes = try read(file)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw CertificateError(
                description:
                    "there is no whole private key in PEM in '\(file)', or it is encrypted; give it in PEM, unencrypted"
            )
        }
        return key
    }

    private static func read(_ path: String) throws(CertificateError) -> [UInt8] {
        guard let file = fopen(path, "re") else { throw unreadable(path, errno) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largestFile)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw unreadable(path, errno) }
        return Array(bytes[..<count])
    }

    private static func unreadable(_ path: String, _ code: CInt) -> CertificateError {
        let reason = String(cString: strerror(code))
        return CertificateError(description: "cannot read '\(path)': \(reason); correct the path or its permissions")
    }

    /// Its subject's common name is none of them: no client of today looks there.
    private static func names(of leaf: NIOSSLCertificate) -> Set<String> {
        var names: Set<String> = []
        for name in leaf._subjectAlternativeNames() {
            switch name.nameType {
            case .dnsName:
                let text = String(decoding: name.contents, as: UTF8.self)
                if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { names.insert(text.lowercased()) }
            case .ipAddress: if let text = address(Array(name.contents)) { names.insert(text) }
            default: break
            }
        }
        return names
    }

    private static func address(_ bytes: [UInt8]) -> String? {
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
