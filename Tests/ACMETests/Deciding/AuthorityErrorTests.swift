// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ACME

/// What an authority's refusals come to.
struct AuthorityErrorTests {
    /// All types of RFC 8555, section 6.7, and of its extensions that an order can meet.
    static let types = [
        "accountDoesNotExist", "alreadyRevoked", "badCSR", "badNonce", "badPublicKey", "badRevocationReason",
        "badSignatureAlgorithm", "caa", "compound", "connection", "dns", "externalAccountRequired", "incorrectResponse",
        "invalidContact", "malformed", "orderNotReady", "rateLimited", "rejectedIdentifier", "serverInternal", "tls",
        "unauthorized", "unsupportedContact", "unsupportedIdentifier", "userActionRequired",
    ]

    @Test(arguments: types) func everyRefusalComesWithAnAdvice(_ type: String) {
        let text = AuthorityError(.refused(type), "no").description
        #expect(text.hasPrefix("no; ") && text.count > 10 && !text.hasSuffix("."))
    }

    @Test func onlyWhatTimeMendsIsPassing() {
        let passing = Self.types.filter { AuthorityError(.refused($0), "no").isPassing }
        #expect(passing == ["badNonce", "rateLimited", "serverInternal"])
    }

    @Test func aRequestThatIsNotTakenIsNotSentAgainAsItIs() {
        let error = AuthorityError(.refused("badCSR"), "CSR contains an invalid key")
        #expect(!error.isPassing)
        #expect(error.description.hasPrefix("CSR contains an invalid key; it takes no request of this kind"))
    }
}
