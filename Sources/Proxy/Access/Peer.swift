// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Who is at the other end of a client's connection, or whom a PROXY header says is.
struct Peer {
    /// Nil: it has none, as on a unix socket.
    let address: IPAddress?
    /// The address as text; `unknown` where there is none.
    let text: [UInt8]
    /// Whether what it says about whom it speaks for is believed.
    let isTrusted: Bool
    /// How it speaks to us.
    let scheme: Scheme
    /// It came with TLS: to us, or to the proxy that named it.
    let isSecure: Bool
    /// Whether it does so in HTTP/2.
    private(set) var speaksHTTP2 = false

    enum Scheme {
        case http, https
    }

    init(_ address: IPAddress?, trusted: [TrustedNetwork], scheme: Scheme = .http, isSecure: Bool = false) {
        self.address = address
        self.scheme = scheme
        self.isSecure = isSecure || scheme == .https
        text = address?.text ?? Array("unknown".utf8)
        isTrusted = trusted.contain(address)
    }

    static let nobody = Peer(nil, trusted: [])

    var speakingHTTP2: Peer {
        var peer = self
        peer.speaksHTTP2 = true
        return peer
    }
}
