// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An order as the authority tells it: RFC 8555, section 7.1.3.
struct OrderDocument: Hashable, Sendable {
    enum Status: String, Decodable, Hashable, Sendable {
        case pending, ready, processing, valid, invalid
    }

    var url: String
    var status: Status
    var authorizations: [String]
    var finalize: String
    var certificate: String?
    var error: ProblemDocument?
    /// When the authority wants to be asked again.
    var retryAfter: Duration?
}

extension OrderDocument {
    struct Wire: Decodable {
        var status: Status
        var authorizations: [String]
        var finalize: String
        var certificate: String?
        var error: ProblemDocument?
    }

    init(_ wire: Wire, url: String, retryAfter: Duration?) {
        self.init(
            url: url,
            status: wire.status,
            authorizations: wire.authorizations,
            finalize: wire.finalize,
            certificate: wire.certificate,
            error: wire.error,
            retryAfter: retryAfter
        )
    }
}
