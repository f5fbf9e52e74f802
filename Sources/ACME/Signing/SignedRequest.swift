// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A request's body as an authority takes it: a JSON Web Signature in flattened form, RFC 8555, section 6.2.
struct SignedRequest {
    /// Who signs.
    enum Signer {
        /// A key that has no account yet.
        case key
        /// The URL of its account.
        case account(String)
    }

    let body: String

    /// - Parameter payload: JSON. Empty: nothing is sent but the question (POST-as-GET).
    init(_ payload: String, to url: String, nonce: String, by signer: Signer, with key: AccountKey) throws {
        let who =
            switch signer {
            case .key: #""jwk":\#(key.publicKey)"#
            case .account(let account): #""kid":\#(JSONString.quoted(account))"#
            }
        let header =
            #"{"alg":"ES256",\#(who),"nonce":\#(JSONString.quoted(nonce)),"url":\#(JSONString.quoted(url))}"#
        body = try Self.flattened(header, payload) { try key.signature(of: $0) }
    }

    /// Says that `key` belongs to an account that its user has elsewhere: RFC 8555, section 7.3.4.
    init(_ account: ExternalAccount, to url: String, binding key: AccountKey) {
        let header =
            #"{"alg":"HS256","kid":\#(JSONString.quoted(account.id)),"url":\#(JSONString.quoted(url))}"#
        body = Self.flattened(header, key.publicKey) { text in
            Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: account.key)))
        }
    }

    private static func flattened(
        _ header: String,
        _ payload: String,
        sign: (String) throws -> [UInt8]
    ) rethrows -> String {
        let (header, payload) = (Base64URL.text(header.utf8), Base64URL.text(payload.utf8))
        let signature = Base64URL.text(try sign("\(header).\(payload)"))
        return #"{"protected":"\#(header)","payload":"\#(payload)","signature":"\#(signature)"}"#
    }
}
