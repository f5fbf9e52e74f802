// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is to be done for a certificate. Of several the last one brings the next event; the others are done at once.
enum IssuanceAction: Hashable {
    case rememberAttempts([WallTime])
    /// Not to ask the authority for anything before then, even after a restart.
    case rememberPause(until: WallTime)
    case rememberOrder(String)
    case forgetOrder
    case forgetAccount
    /// The challenge with this token is to be answered from now on.
    case hold(token: String)
    /// No challenge is answered any more.
    case release
    case report(AuthorityError, nextTry: WallTime)
    case reportInstalled(CertificateFacts, renewal: WallTime)

    // Each of these brings an event.
    case wait(until: WallTime)
    case prepare
    case placeOrder
    case fetchOrder(String)
    case fetchAuthorization(String)
    case takeChallenge(String)
    case finalize(OrderDocument)
    case download(String)
    case install(String)
}
