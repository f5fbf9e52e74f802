// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What happened on the way to a certificate.
enum IssuanceEvent {
    /// - Parameters:
    ///   - certificate: what is there from before.
    ///   - order: one that was not finished.
    ///   - attempts: when orders were placed lately.
    case began(certificate: CertificateFacts?, order: String?, attempts: [WallTime], notBefore: WallTime?)
    case timePassed
    /// The authority's directory is known, and the account is there.
    case prepared
    case orderTold(OrderDocument)
    case authorizationTold(AuthorizationDocument)
    /// The authority knows that the challenge is answered.
    case challengeTaken
    case certificateCame(String)
    case installed(CertificateFacts)
    case failed(AuthorityError)
}
