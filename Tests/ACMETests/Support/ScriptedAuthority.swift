// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import ACME

/// An authority that answers as a test wants it. Its directory and its nonces are as they should be, unless the script has them.
final class ScriptedAuthority: AuthorityTransport {
    static let directory = "https://ca.test/dir"

    private struct State {
        var requests: [AuthorityRequest] = []
        var nonces = 0
    }

    private let state = Mutex(State())
    private let script: @Sendable (AuthorityRequest, _ number: Int) throws(AuthorityError) -> AuthorityReply?

    /// - Parameter script: nil: as usual. The number is the request's, from 0.
    init(
        _ script: @escaping @Sendable (AuthorityRequest, Int) throws(AuthorityError) -> AuthorityReply? = { _, _ in nil
        }
    ) {
        self.script = script
    }

    var urls: [String] { state.withLock { $0.requests.map(\.url) } }

    func send(_ request: AuthorityRequest) async throws(AuthorityError) -> AuthorityReply {
        let (number, nonce) = state.withLock { state in
            state.requests.append(request)
            state.nonces += 1
            return (state.requests.count - 1, "nonce-\(state.nonces)")
        }
        if let reply = try script(request, number) { return reply }
        switch request.url {
        case Self.directory:
            return .json(
                #"{"newNonce":"https://ca.test/nonce","newAccount":"https://ca.test/acct","newOrder":"https://ca.test/order"}"#
            )
        case "https://ca.test/nonce": return AuthorityReply(status: 204, nonce: nonce)
        case "https://ca.test/acct":
            return AuthorityReply(status: 201, nonce: nonce, location: "https://ca.test/acct/1", body: Array("{}".utf8))
        default: return .problem("malformed", nonce: nonce)
        }
    }
}

extension AuthorityReply {
    static func json(_ text: String, nonce: String? = nil, location: String? = nil) -> AuthorityReply {
        AuthorityReply(status: 200, nonce: nonce, location: location, body: Array(text.utf8))
    }

    static func problem(
        _ type: String,
        status: Int = 400,
        nonce: String? = nil,
        retryAfter: Duration? = nil
    ) -> AuthorityReply {
        let text = #"{"type":"urn:ietf:params:acme:error:\#(type)","detail":"no."}"#
        return AuthorityReply(status: status, nonce: nonce, retryAfter: retryAfter, body: Array(text.utf8))
    }
}
