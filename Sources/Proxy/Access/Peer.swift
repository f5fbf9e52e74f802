// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Who is at the other end of a client's connection, as requests tell workers about it.
struct Peer {
    /// The address as text; `unknown` where there is none, as on a unix socket.
    let address: [UInt8]
    /// Whether what it says about whom it speaks for is believed.
    let isTrusted: Bool
    /// How the client speaks to us, which requests tell their worker.
    let scheme: Scheme

    enum Scheme {
        case http, https
    }

    init(_ address: SocketAddress?, trusted: [TrustedNetwork], scheme: Scheme = .http) {
        let text = address?.ipAddress ?? "unknown"
        self.scheme = scheme
        self.address = Array(text.utf8)
        isTrusted = trusted.contains { $0.contains(text) }
    }
}
