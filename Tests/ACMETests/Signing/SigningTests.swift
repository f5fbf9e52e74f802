// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fleet
import Foundation
import PlimsollTesting
import SwiftASN1
import Testing
import X509

@testable import ACME

struct SigningTests {
    /// The key of RFC 7515, appendix A.3.
    private static func key() throws -> AccountKey {
        let raw = try #require(Base64URL.bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"))
        return try AccountKey(pem: try P256.Signing.PrivateKey(rawRepresentation: raw).pemRepresentation)
    }

    private static func part(_ name: String, of body: String) throws -> String {
        let rest = try #require(body.firstRange(of: "\"\(name)\":\"").map { body[$0.upperBound...] })
        return String(rest.prefix { $0 != "\"" })
    }

    private static func plain(_ name: String, of body: String) throws -> String {
        String(decoding: try #require(Base64URL.bytes(try part(name, of: body))), as: UTF8.self)
    }

    @Test func theExampleOfTheStandardIsSignedByItsKey() throws {
        let key = try Self.key()
        #expect(
            key.publicKey == #"{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
                + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#
        )
        let text =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        #expect(key.isSigned(text, by: try #require(Base64URL.bytes(signature))))
        #expect(!key.isSigned(text + "x", by: try #require(Base64URL.bytes(signature))))
    }

    @Test func aRequestHasItsNonceItsURLAndWhoSigned() throws {
        let key = try Self.key()
        let request = try SignedRequest(
            "{}",
            to: "https://ca.test/x",
            nonce: "n-1",
            by: .account("https://ca.test/a/1"),
            with: key
        )
        #expect(
            try Self.plain("protected", of: request.body)
                == #"{"alg":"ES256","kid":"https://ca.test/a/1","nonce":"n-1","url":"https://ca.test/x"}"#
        )
        #expect(try Self.plain("payload", of: request.body) == "{}")
        let text = try Self.part("protected", of: request.body) + "." + Self.part("payload", of: request.body)
        #expect(key.isSigned(text, by: try #require(Base64URL.bytes(try Self.part("signature", of: request.body)))))
        let first = try SignedRequest("", to: "https://ca.test/x", nonce: "n", by: .key, with: key)
        #expect(try Self.plain("protected", of: first.body).contains(#""jwk":{"crv":"P-256""#))
        #expect(try Self.part("payload", of: first.body) == "")
    }

    @Test func anExternalAccountIsBoundByItsKey() throws {
        let external = try #require(
            ExternalAccount(id: "kid-1", key: .init("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"))
        )
        let key = try Self.key()
        let body = SignedRequest(external, to: "https://ca.test/new", binding: key).body
        #expect(try Self.plain("protected", of: body) == #"{"alg":"HS256","kid":"kid-1","url":"https://ca.test/new"}"#)
        #expect(try Self.plain("payload", of: body) == key.publicKey)
        let text = try Self.part("protected", of: body) + "." + Self.part("payload", of: body)
        let code = try #require(Base64URL.bytes(try Self.part("signature", of: body)))
        let symmetric = SymmetricKey(data: external.key)
        #expect(HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(text.utf8), using: symmetric))
        #expect(ExternalAccount(id: "kid", key: .init("not base64!")) == nil)
    }

    @Test func aChallengeIsAnsweredWithTheThumbprintOfTheKey() throws {
        let key = try Self.key()
        let digest = Base64URL.text(SHA256.hash(data: Array(key.publicKey.utf8)))
        #expect(key.answer(to: "token") == "token." + digest)
        #expect(digest.utf8.count == 43)
    }

    @Test func aKeptKeyIsTheSameKey() throws {
        let key = AccountKey()
        #expect(try AccountKey(pem: key.pem).thumbprint == key.thumbprint)
        #expect(AccountKey().thumbprint != key.thumbprint)
    }

    @Test func aCertificatesRequestNamesTheHostsAndIsSigned() async throws {
        let request = try CertificateRequest(names: ["a.test", "b.a.test"], key: CertificateRequest.newKey())
        let parsed = try CertificateSigningRequest(derEncoded: request.bytes)
        #expect(parsed.publicKey.isValidSignature(parsed.signature, for: parsed))
        #expect(parsed.subject.isEmpty)
        // As somebody else reads it.
        let folder = try TestFiles.temporaryFolder("csr")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(request.bytes).write(to: URL(fileURLWithPath: folder + "/request.der"))
        let arguments = ["req", "-inform", "DER", "-in", folder + "/request.der", "-verify", "-noout", "-text"]
        let run = try await ToolRun.run("/usr/bin/openssl", arguments)
        #expect(run.status == 0 && run.output.contains("DNS:a.test, DNS:b.a.test"), "\(run.output)")
        #expect(run.output.contains("prime256v1") && run.output.contains("ecdsa-with-SHA256"))
    }

    @Test func aCertificateIsReadBackFromTheFileThatHasItsKeyBefore() async throws {
        let folder = try TestFiles.temporaryFolder("facts")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let made = try await TestCertificate.make(["A.test", "b.a.test"], in: folder, called: "one", days: 9)
        let other = try await TestCertificate.make(["a.test"], in: folder, called: "other")
        let key = try String(contentsOfFile: made.key, encoding: .utf8)
        let text = try key + "\n" + String(contentsOfFile: made.chain, encoding: .utf8)
        let facts = try CertificateFacts(chain: text, key: text)
        #expect(facts.names == ["a.test", "b.a.test"] && facts.covers(["b.a.test"]) && !facts.covers(["c.test"]))
        #expect(facts.validUntil - facts.validFrom == .seconds(9 * 86_400))
        let foreign = try String(contentsOfFile: other.key, encoding: .utf8)
        for (chain, key) in [(text, foreign), (text, ""), ("", text), ("-----BEGIN CERTIFICATE-----", text)] {
            #expect(throws: AuthorityError.self) { try CertificateFacts(chain: chain, key: key) }
        }
    }
}
