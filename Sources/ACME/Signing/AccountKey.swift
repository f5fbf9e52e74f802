// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The key by which an account is known: P-256, signing as ES256.
struct AccountKey: Sendable {
    private let key: P256.Signing.PrivateKey

    init() {
        key = P256.Signing.PrivateKey()
    }

    /// - Throws: when `pem` is no key of that kind.
    init(pem: String) throws {
        key = try P256.Signing.PrivateKey(pemRepresentation: pem)
    }

    /// For whoever keeps it.
    var pem: String { key.pemRepresentation }

    /// The public part: RFC 7517, its members in the order of RFC 7638.
    var publicKey: String {
        let point = Array(key.publicKey.x963Representation.dropFirst())
        let (x, y) = (Base64URL.text(point[..<32]), Base64URL.text(point[32...]))
        return #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
    }

    /// RFC 7638.
    var thumbprint: String { Base64URL.text(SHA256.hash(data: Array(publicKey.utf8))) }

    /// What a challenge's token is answered with: RFC 8555, section 8.1.
    func answer(to token: String) -> String { "\(token).\(thumbprint)" }

    /// Both halves of the signature, one after the other: RFC 7518, section 3.4.
    func signature(of text: String) throws -> [UInt8] {
        Array(try key.signature(for: Array(text.utf8)).rawRepresentation)
    }

    func isSigned(_ text: String, by signature: [UInt8]) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.publicKey.isValidSignature(signature, for: Array(text.utf8))
    }
}
