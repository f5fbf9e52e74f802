// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where requests go that came without TLS: to the same path on the secure listener, under a name that is ours.
struct HTTPSRedirect {
    let domain: String?
    /// Of the secure listener.
    let port: Int
    let certificates: CertificateStore

    /// - Parameters:
    ///   - target: path and query, as they came.
    ///   - host: as it came. Nil: there is none.
    func answer(target: UnsafeRawBufferPointer, host: UnsafeRawBufferPointer?) -> OwnAnswer {
        guard let name = name(for: host.map { Authority.name(in: $0) }) else { return .unknownHost }
        var location = "https://" + (name.utf8.contains(UInt8(ascii: ":")) ? "[\(name)]" : name)
        if port != 443 { location += ":\(port)" }
        if target.first != UInt8(ascii: "/") {
            // As in `http://host?query`. `*` is no place at all.
            guard target.first != UInt8(ascii: "*") else { return OwnAnswer(.badTarget) }
            location += "/"
        }
        return .moved(to: location + String(decoding: target, as: UTF8.self))
    }

    /// What it may be sent to: never a name just because the client named it. Nil: nothing.
    private func name(for host: String?) -> String? {
        if let host {
            if host == domain || certificates.knows(host) { return host }
            guard Authority.isAddress(host) else { return nil }
        }
        // Who names no host, or only an address, means whoever is here.
        return domain
    }
}
