// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What must be shown for one name: RFC 8555, section 7.1.4.
struct AuthorizationDocument: Hashable, Sendable {
    enum Status: String, Decodable, Hashable, Sendable {
        case pending, valid, invalid, deactivated, expired, revoked
    }

    struct Challenge: Decodable, Hashable, Sendable {
        var type: String
        var url: String
        var status: String?
        var token: String?
        var error: ProblemDocument?
    }

    var name: String
    var status: Status
    var challenges: [Challenge]
    var retryAfter: Duration?

    /// The one that is answered over plain HTTP.
    var overHTTP: Challenge? { challenges.first { $0.type == "http-01" } }
}

extension AuthorizationDocument {
    struct Wire: Decodable {
        var identifier: ProblemDocument.Identifier
        var status: Status
        var challenges: [Challenge]
    }

    init(_ wire: Wire, retryAfter: Duration?) {
        self.init(
            name: wire.identifier.value ?? "",
            status: wire.status,
            challenges: wire.challenges,
            retryAfter: retryAfter
        )
    }
}

extension AuthorizationDocument {
    /// Fit for a log, whatever the authority says.
    var shownName: String {
        String(
            name.unicodeScalars.prefix(100).filter { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }.map(
                Character.init
            )
        )
    }
}
