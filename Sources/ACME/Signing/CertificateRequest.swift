// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import SwiftASN1
internal import X509

/// The key of a certificate to be, and the request for it: PKCS #10, with the names as subject alternative names only.
struct CertificateRequest {
    /// PEM.
    let key: String
    /// DER.
    let bytes: [UInt8]

    /// A key of its own for every certificate.
    static func newKey() -> String { P256.Signing.PrivateKey().pemRepresentation }

    init(names: [String], key: String) throws {
        let privateKey = Certificate.PrivateKey(try P256.Signing.PrivateKey(pemRepresentation: key))
        let extensions = try Certificate.Extensions {
            SubjectAlternativeNames(names.map { .dnsName($0) })
        }
        let request = try CertificateSigningRequest(
            version: .v1,
            subject: DistinguishedName(),
            privateKey: privateKey,
            attributes: CertificateSigningRequest.Attributes([.init(ExtensionRequest(extensions: extensions))]),
            signatureAlgorithm: .ecdsaWithSHA256
        )
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        self.key = key
        bytes = serializer.serializedBytes
    }
}
