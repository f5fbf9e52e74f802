// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Whom one request comes from, as far as we and the proxies we trust know. The worker, the log, the redirect to HTTPS and the limits of one
/// client all go by this.
struct Origin {
    /// Nil: unknown, as on a unix socket.
    private(set) var address: IPAddress?
    /// The address as text.
    private(set) var client: [UInt8]
    /// The trusted proxies it came through, the last of them the peer, each with `, ` before it.
    private(set) var proxies: [UInt8] = []
    /// The client spoke TLS to whom it knows as this server.
    private(set) var isSecure: Bool
    /// The number of the field that says by which name the client knows this server. Nil: its own `Host` does.
    private(set) var host: Int?

    /// Entries of `X-Forwarded-For` that are looked at, from the last one on.
    static let mostProxies = 32

    /// For a peer whose word on others does not count.
    init(_ peer: Peer) {
        address = peer.address
        client = peer.text
        isSecure = peer.isSecure
    }

    /// For one that says whom it speaks for.
    ///
    /// `X-Forwarded-For` is read as nginx's realip does it recursively: from the right, over the trusted. The first that is not trusted
    /// is the client; what stands left of it is that client's own claim. An entry that is no address ends the reading, too.
    init(_ peer: Peer, told fields: [Field], _ bytes: UnsafeRawBufferPointer, trusted: [TrustedNetwork]) {
        self.init(peer)
        var rest = Self.mostProxies
        reading: for field in fields.reversed() where field.name == .forwardedFor {
            var end = field.valueRange.upperBound
            while end >= field.valueRange.lowerBound {
                var start = end
                while start > field.valueRange.lowerBound, bytes[start - 1] != UInt8(ascii: ",") { start -= 1 }
                let entry = Bytes.trimmed(bytes, start..<end)
                end = start - 1
                if entry.isEmpty { continue }
                guard trusted.contain(address), rest > 0, let next = ForwardedEntry.address(bytes, entry) else {
                    break reading
                }
                rest -= 1
                proxies = [UInt8(ascii: ","), Bytes.space] + client + proxies
                address = next
                client = next.text
            }
        }
        if let scheme = Self.only(.forwardedProto, of: fields).flatMap({ Self.isSecure(bytes, $0.valueRange) }) {
            isSecure = scheme
        }
        if let field = Self.only(.forwardedHost, of: fields), Authority.isWellFormed(bytes, field.valueRange) {
            host = fields.firstIndex { $0.name == .forwardedHost }
        }
    }

    /// Several that say the same thing could each be meant.
    private static func only(_ name: FieldName, of fields: [Field]) -> Field? {
        var found: Field?
        for field in fields where field.name == name {
            guard found == nil else { return nil }
            found = field
        }
        return found
    }

    /// Nil: it is no scheme that we know.
    private static func isSecure(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Bool? {
        if Bytes.equal(bytes, value, "https") || Bytes.equal(bytes, value, "wss") { return true }
        if Bytes.equal(bytes, value, "http") || Bytes.equal(bytes, value, "ws") { return false }
        return nil
    }
}
