// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ACME

struct AuthorityClientTests {
    private static func client(_ authority: ScriptedAuthority, account: String? = nil) -> AuthorityClient {
        let settings = AuthoritySettings(
            directory: ScriptedAuthority.directory,
            email: "admin@a.test",
            agreesToTerms: true
        )
        let record = AccountRecord(key: AccountKey(), url: account, contact: "admin@a.test")
        return AuthorityClient(settings, account: record, over: authority)
    }

    @Test func anAccountIsMadeOnceAndItsNonceUsedOn() async throws {
        let authority = ScriptedAuthority()
        var client = Self.client(authority)
        let account = try await client.prepare()
        #expect(account.url == "https://ca.test/acct/1")
        #expect(authority.urls == ["https://ca.test/dir", "https://ca.test/nonce", "https://ca.test/acct"])
        _ = try await client.prepare()
        #expect(authority.urls.count == 4, "the directory alone")
        await #expect(throws: AuthorityError.self) { try await client.placeOrder(["a.test"]) }
        #expect(authority.urls.suffix(1) == ["https://ca.test/order"], "the last answer brought the nonce")
    }

    @Test func aRejectedNonceIsTriedAgainWithTheNextAndNotForEver() async throws {
        let patient = ScriptedAuthority { request, number throws(AuthorityError) in
            request.url == "https://ca.test/acct" && number < 7 ? .problem("badNonce", nonce: "n\(number)") : nil
        }
        var client = Self.client(patient)
        #expect(try await client.prepare().url == "https://ca.test/acct/1")

        let stubborn = ScriptedAuthority { request, _ throws(AuthorityError) in
            request.url == "https://ca.test/acct" ? .problem("badNonce", nonce: "n") : nil
        }
        var other = Self.client(stubborn)
        let error = await #expect(throws: AuthorityError.self) { try await other.prepare() }
        #expect(error?.isPassing == true)
        #expect(stubborn.urls.count == 14)
    }

    @Test func whatAnAuthorityAnswersInPlaceOfItsDirectoryIsToldForWhatItIs() async throws {
        let hours = Duration.seconds(7200)
        let cases: [(AuthorityReply, AuthorityError.Kind, Duration?)] = [
            (.json("<html>"), .badAnswer, nil), (.json(""), .badAnswer, nil), (.json("[]"), .badAnswer, nil),
            (.json(#"{"newNonce":1}"#), .badAnswer, nil), (AuthorityReply(status: 404), .badAnswer, nil),
            (.json(String(repeating: "[", count: 60_000)), .badAnswer, nil),
            (AuthorityReply(status: 302, location: "https://x.test/"), .badAnswer, nil),
            (AuthorityReply(status: 500), .unreachable, nil),
            (AuthorityReply(status: 503, retryAfter: hours), .unreachable, hours),
            (AuthorityReply(status: 429, retryAfter: hours), .unreachable, hours),
            (.problem("rateLimited", status: 429, retryAfter: hours), .refused("rateLimited"), hours),
        ]
        for (reply, kind, retryAfter) in cases {
            var client = Self.client(ScriptedAuthority { _, _ throws(AuthorityError) in reply })
            let error = await #expect(throws: AuthorityError.self) { try await client.prepare() }
            #expect(error?.kind == kind && error?.retryAfter == retryAfter, "\(reply)")
        }
    }

    @Test func aNonceThatIsNoneIsNotSentBack() async throws {
        for nonce in ["", "a b", "x\r\ny", String(repeating: "n", count: 600), "\u{e4}"] {
            var client = Self.client(
                ScriptedAuthority { request, _ throws(AuthorityError) in
                    request.method == .head ? AuthorityReply(status: 200, nonce: nonce) : nil
                }
            )
            let error = await #expect(throws: AuthorityError.self) { try await client.prepare() }
            #expect(error?.kind == .badAnswer)
        }
    }

    @Test func aChangedAddressIsToldToTheAuthority() async throws {
        let authority = ScriptedAuthority { request, _ throws(AuthorityError) in
            request.url == "https://ca.test/acct/9" ? .json("{}") : nil
        }
        var record = AccountRecord(key: AccountKey(), url: "https://ca.test/acct/9", contact: "old@a.test")
        let settings = AuthoritySettings(
            directory: ScriptedAuthority.directory,
            email: "new@a.test",
            agreesToTerms: true
        )
        var client = AuthorityClient(settings, account: record, over: authority)
        record = try await client.prepare()
        #expect(record.contact == "new@a.test")
        #expect(authority.urls.last == "https://ca.test/acct/9")
    }

    @Test func whatAnAuthoritySaysIsFitForALog() {
        let problem = ProblemDocument(
            type: "urn:ietf:params:acme:error:rateLimited",
            detail: "a\nb\u{1b}[2J\u{202e}" + String(repeating: "x", count: 10_000),
            subproblems: [.init(type: "t", detail: "d", identifier: .init(value: "a.test"))]
        )
        #expect(problem.word == "rateLimited")
        #expect(
            problem.text.count <= 400 && !problem.text.contains { $0.isNewline || $0 == "\u{1b}" || $0 == "\u{202e}" }
        )
        #expect(ProblemDocument(type: "about:blank").word == "")
    }

    @Test func retryAfterIsReadInBothForms() {
        #expect(RetryAfter.read("120") == .seconds(120))
        #expect(RetryAfter.read("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_777 - 60) == .seconds(60))
        #expect(RetryAfter.read("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_777 + 60) == .zero)
        for text in [nil, "", "soon", "-5", "99999999999", "1.5", "Sun, 06 Foo 1994 08:49:37 GMT"] {
            #expect(RetryAfter.read(text) == nil, "\(text ?? "nothing")")
        }
    }

    @Test func timesAreShownAsPeopleWriteThem() {
        #expect(WallTime(seconds: 0).text == "1970-01-01 00:00 UTC")
        #expect(WallTime(seconds: 951_782_400).text == "2000-02-29 00:00 UTC")
        #expect(WallTime(seconds: 1_798_761_599).text == "2026-12-31 23:59 UTC")
        #expect(WallTime(seconds: -1).text == "1969-12-31 23:59 UTC")
    }
}
