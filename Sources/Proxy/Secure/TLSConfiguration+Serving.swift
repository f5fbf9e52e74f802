// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOSSL

extension TLSConfiguration {
    /// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, nothing else.
    /// - Parameter greeted: told on the connection's loop, while its bytes are read, of the name it was asked by and of the
    ///   certificate that it was answered with.
    static func serving(
        _ certificates: CertificateStore,
        speaksHTTP2: Bool,
        greeted: @escaping @Sendable (_ eventLoop: any EventLoop, _ name: String?, _ place: Int) -> Void
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.clientDefault
        configuration.certificateVerification = .none
        configuration.minimumTLSVersion = .tlsv12
        // Of TLS 1.2 one for each kind of key: BoringSSL would leave the choice among several to the client, which NIOSSL cannot
        // change. Those of TLS 1.3 are always there.
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ]
        configuration.curves = [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1]
        // All that is usual but for SHA-1.
        configuration.signingSignatureAlgorithms = [
            .ed25519, .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .rsaPssRsaeSha256,
            .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
        ]
        configuration.applicationProtocols = speaksHTTP2 ? ["h2", "http/1.1"] : ["http/1.1"]
        configuration.renegotiationSupport = .none
        // How long a client may take to say its own goodbye.
        configuration.shutdownTimeout = .seconds(1)
        configuration.sslContextCallback = { hello, promise in
            guard let (place, override) = certificates.certificate(for: hello.serverHostname) else {
                // None that makes clients click warnings away, and then send their tokens to whoever shows such a one.
                return promise.fail(CertificateError(description: "there is no certificate for this name yet"))
            }
            greeted(promise.futureResult.eventLoop, hello.serverHostname, place)
            promise.succeed(override)
        }
        return configuration
    }
}
