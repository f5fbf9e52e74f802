// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// What matters of a certificate for its renewal.
struct CertificateFacts: Hashable, Sendable {
    /// In lower case.
    var names: Set<String>
    var validFrom: WallTime
    var validUntil: WallTime

    init(names: Set<String>, validFrom: WallTime, validUntil: WallTime) {
        self.names = names
        self.validFrom = validFrom
        self.validUntil = validUntil
    }

    /// - Parameters:
    ///   - chain: PEM, the server's own certificate first; other things may stand around it.
    ///   - key: the same of its key.
    /// - Throws: `AuthorityError` when there is none, or it is not for `key`.
    init(chain: String, key: String) throws(AuthorityError) {
        guard let own = Self.block("CERTIFICATE", in: chain), let leaf = try? Certificate(pemEncoded: own) else {
            throw AuthorityError(.badAnswer, "what came as a certificate is none")
        }
        guard let own = Self.block("PRIVATE KEY", in: key),
            let own = try? P256.Signing.PrivateKey(pemRepresentation: own),
            leaf.publicKey == Certificate.PublicKey(own.publicKey)
        else { throw AuthorityError(.badAnswer, "the certificate that came is for another key than ours") }
        names = []
        for name in (try? leaf.extensions.subjectAlternativeNames) ?? SubjectAlternativeNames() {
            if case .dnsName(let text) = name { names.insert(text.lowercased()) }
        }
        validFrom = WallTime(leaf.notValidBefore)
        validUntil = WallTime(leaf.notValidAfter)
    }

    /// The first part of that kind in a PEM text.
    private static func block(_ kind: String, in text: String) -> String? {
        guard let begin = text.firstRange(of: "-----BEGIN \(kind)-----"),
            let end = text[begin.upperBound...].firstRange(of: "-----END \(kind)-----")
        else { return nil }
        return String(text[begin.lowerBound..<end.upperBound])
    }

    func covers(_ wanted: [String]) -> Bool { names.isSuperset(of: wanted) }
}

extension WallTime {
    fileprivate init(_ date: Date) {
        self.init(sinceEpoch: .seconds(Int64(date.timeIntervalSince1970)))
    }
}
