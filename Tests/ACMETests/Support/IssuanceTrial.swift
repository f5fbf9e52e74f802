// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@testable import ACME

/// An issuance driven by hand, at a time of one's own.
struct IssuanceTrial {
    static let start = WallTime(sinceEpoch: .seconds(1_700_000_000))

    var issuance: Issuance
    var now = IssuanceTrial.start
    private(set) var actions: [IssuanceAction] = []

    init(names: [String] = ["a.test"]) {
        issuance = Issuance(names: names, seed: 7)
    }

    /// - Returns: what is asked for next.
    @discardableResult
    mutating func happened(_ event: IssuanceEvent) -> IssuanceAction? {
        actions = issuance.handle(event, at: now)
        return actions.last
    }

    @discardableResult
    mutating func began(
        certificate: CertificateFacts? = nil,
        order: String? = nil,
        attempts: [WallTime] = [],
        notBefore: WallTime? = nil
    ) -> IssuanceAction? {
        happened(.began(certificate: certificate, order: order, attempts: attempts, notBefore: notBefore))
    }

    /// Lets the time of the last wait come.
    @discardableResult
    mutating func waited() -> IssuanceAction? {
        guard case .wait(let until) = actions.last else { return nil }
        now = max(now, until)
        return happened(.timePassed)
    }

    /// As far as the account of a proxy that finds an order of an earlier run.
    mutating func resumed() {
        began(order: "o1")
        waited()
        happened(.prepared)
    }

    /// How long is waited now.
    var pause: Duration? {
        guard case .wait(let until) = actions.last else { return nil }
        return until - now
    }

    /// Up to the point where the order is placed.
    mutating func ordered() {
        began()
        waited()
        happened(.prepared)
    }

    static func order(_ status: OrderDocument.Status, authorizations: [String] = ["z1"]) -> OrderDocument {
        OrderDocument(
            url: "o1",
            status: status,
            authorizations: authorizations,
            finalize: "f1",
            certificate: status == .valid ? "c1" : nil
        )
    }

    static func authorization(
        _ status: AuthorizationDocument.Status,
        challenge: String = "pending",
        error: ProblemDocument? = nil
    ) -> AuthorizationDocument {
        let one = AuthorizationDocument.Challenge(type: "dns-01", url: "d", status: "pending", token: token)
        let two = AuthorizationDocument.Challenge(
            type: "http-01",
            url: "h1",
            status: challenge,
            token: token,
            error: error
        )
        return AuthorizationDocument(name: "a.test", status: status, challenges: [one, two])
    }

    static let token = "DGyRejmCefe7v4NfDGDKfA"

    /// Of 90 days, from `start` on.
    static func certificate(_ names: Set<String> = ["a.test"], days: Int64 = 90) -> CertificateFacts {
        CertificateFacts(names: names, validFrom: start, validUntil: start + .seconds(days * 86_400))
    }
}
