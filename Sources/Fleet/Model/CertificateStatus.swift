// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How a certificate stands, as an operator sees it.
package struct CertificateStatus: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable {
        /// Somebody puts it there.
        case file
        /// It is got from an authority.
        case acme
    }

    /// What it is for, or is to be for.
    package var names: [String]
    package var source: Source
    /// Since 1970. Nil: it is not there yet.
    package var validUntil: Duration?
    /// Since 1970: when it is renewed, or tried for again. Nil: that is somebody else's business.
    package var nextRenewal: Duration?
    /// What is wrong and what to do: lower case, no full stop.
    package var trouble: String?

    package init(
        names: [String],
        source: Source,
        validUntil: Duration? = nil,
        nextRenewal: Duration? = nil,
        trouble: String? = nil
    ) {
        self.names = names
        self.source = source
        self.validUntil = validUntil
        self.nextRenewal = nextRenewal
        self.trouble = trouble
    }
}
