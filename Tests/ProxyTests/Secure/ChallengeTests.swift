// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import Logging
import PlimsollTesting
import Proxy
import Testing

/// How an ACME authority is answered on the plain listener.
struct ChallengeTests {
    private static let token = "DGyRejmCefe7v4NfDGDKfA_-"
    private static let place = "/.well-known/acme-challenge/"

    private struct Held: ChallengeAnswers {
        func answer(to token: String) -> String? { token == ChallengeTests.token ? "\(token).thumb" : nil }
    }

    /// A proxy that redirects, and whose worker would have to be started.
    private static func run(folder: String?, isHeld: Bool = true, _ body: (TestProxy) async throws -> Void) async throws
    {
        try await SecureTest.run { test in
            var options = TestProxy.Options()
            options.certificates = try await test.store([["a.test"]])
            options.redirectsToHTTPS = true
            options.domain = "a.test"
            options.access = .bearer
            options.isReady = false
            options.challenges = isHeld ? Held() : nil
            options.challengeFolder = folder
            try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
                try await body(proxy)
                #expect(proxy.leasing.asked.isEmpty && proxy.worker.connections.isEmpty)
            }
        }
    }

    private static func ask(
        _ proxy: TestProxy,
        _ target: String,
        method: String = "GET",
        fields: String = "",
        body: String = ""
    ) async throws -> String {
        try await proxy.exchange(
            "\(method) \(target) HTTP/1.1\r\nHost: a.test\r\n\(fields)Connection: close\r\n\r\n\(body)"
        )
    }

    @Test func aTokenThatIsHeldIsAnsweredWithoutTokenOrRedirect() async throws {
        try await Self.run(folder: nil) { proxy in
            let answer = try await Self.ask(proxy, Self.place + Self.token)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n\(Self.token).thumb"))
            #expect(answer.contains("Content-Type: text/plain\r\n"))
            let head = try await Self.ask(proxy, Self.place + Self.token, method: "HEAD")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.hasSuffix("\r\n\r\n"))
            #expect(try await Self.ask(proxy, Self.place + Self.token + "?x=1").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func everythingElseThereIsNotFoundAndWakesNobody() async throws {
        try await Self.run(folder: "/nonexistent/folder") { proxy in
            let others = [
                "unknown-token-of-good-form", "short", "", "a/b", "token.with.dots.in.it", "../../etc/passwd",
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd", String(repeating: "a", count: 257), Self.token + "/",
                Self.token + "%41",
            ]
            for other in others {
                let answer = try await Self.ask(proxy, Self.place + other)
                let status = answer.dropFirst(9).prefix(3)
                // Without anything after the folder, or leading out of it, it is like any other path.
                let isElsewhere = other.isEmpty || other.contains("..") || other.contains("%2e")
                #expect(
                    isElsewhere ? ["308", "400", "404"].contains(status) : ["404", "400"].contains(status),
                    "\(other): \(status)"
                )
            }
            #expect(try await Self.ask(proxy, Self.place + Self.token, method: "PUT").hasPrefix("HTTP/1.1 404 "))
            let body = try await Self.ask(proxy, Self.place + Self.token, fields: "Content-Length: 2\r\n", body: "hi")
            #expect(body.hasPrefix("HTTP/1.1 404 "))
            #expect(try await Self.ask(proxy, "/.well-known/acme-challengeX/" + Self.token).hasPrefix("HTTP/1.1 308 "))
        }
    }

    @Test func overTLSThePathIsTheServices() async throws {
        try await Self.run(folder: nil) { proxy in
            let client = try await proxy.connectSecurely(asking: "a.test")
            try await client.send("GET \(Self.place)\(Self.token) HTTP/1.1\r\nHost: a.test\r\n\r\n")
            let answer = try await client.takeHead(within: .seconds(20))
            #expect(answer?.hasPrefix("HTTP/1.1 401 ") == true)
            await client.close()
        }
    }

    @Test func whereNobodyHasChallengesThePathIsAsAnyOther() async throws {
        try await Self.run(folder: nil, isHeld: false) { proxy in
            let answer = try await Self.ask(proxy, Self.place + Self.token)
            #expect(answer.hasPrefix("HTTP/1.1 308 "))
        }
    }

    @Test func certbotsFilesAreServedAndNothingElse() async throws {
        let folder = try TestFiles.temporaryFolder("webroot")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let deep = folder + "/.well-known/acme-challenge"
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        func write(_ text: String, _ path: String) throws {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        try write("flat-answer", folder + "/flat-token-of-certbot")
        try write("deep-answer\n", deep + "/deep-token-of-certbot")
        try write("secret", folder + "/secret.txt")
        try write(String(repeating: "x", count: 5000), deep + "/a-file-that-is-too-long")
        try write("\u{0}\u{1}", deep + "/a-file-that-is-binary")
        try FileManager.default.createSymbolicLink(
            atPath: deep + "/a-link-out-of-the-folder",
            withDestinationPath: "/etc/hostname"
        )
        try FileManager.default.createDirectory(
            atPath: deep + "/a-folder-with-a-name",
            withIntermediateDirectories: false
        )
        #expect(mkfifo(deep + "/a-pipe-without-writer", 0o600) == 0)
        try await Self.run(folder: folder) { proxy in
            #expect(try await Self.ask(proxy, Self.place + "flat-token-of-certbot").hasSuffix("\r\n\r\nflat-answer"))
            #expect(try await Self.ask(proxy, Self.place + "deep-token-of-certbot").hasSuffix("\r\n\r\ndeep-answer\n"))
            #expect(try await Self.ask(proxy, Self.place + Self.token).hasSuffix(".thumb"), "what is held comes first")
            let others = [
                "secret.txt", "a-file-that-is-too-long", "a-file-that-is-binary", "a-link-out-of-the-folder",
                "a-folder-with-a-name", "a-pipe-without-writer", "a-token-that-nobody-has",
            ]
            for other in others {
                #expect(try await Self.ask(proxy, Self.place + other).hasPrefix("HTTP/1.1 404 "), "\(other)")
            }
            // One after the other on one connection, and many at once.
            let client = try await proxy.connect()
            let one = "GET \(Self.place)deep-token-of-certbot HTTP/1.1\r\nHost: a\r\n\r\n"
            try await client.send(String(repeating: one, count: 20))
            _ = try await client.received { $0.components(separatedBy: "deep-answer").count == 21 }
            await client.close()
        }
    }

    @Test func untilACertificateIsThereAHandshakeIsRefusedAndTheRedirectKnowsItsNames() async throws {
        try await SecureTest.run { test in
            let next = try await test.make(["a.test"])
            let files = CertificateFiles(chain: test.folder + "/later.pem", key: test.folder + "/later.pem")
            let store = try CertificateStore(
                [],
                awaited: [AwaitedCertificate(files: files, names: ["a.test", "b.test"])]
            )
            #expect(store.problems.count == 1 && store.problems[0].contains("no certificate for a.test, b.test yet"))
            var options = TestProxy.Options()
            options.certificates = store
            options.redirectsToHTTPS = true
            try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
                await #expect(throws: (any Error).self) {
                    let client = try await proxy.connectSecurely(asking: "a.test")
                    try await client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
                    _ = try await client.take(through: "ok", within: .seconds(2))
                }
                let moved = try await proxy.exchange("GET / HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n")
                #expect(moved.contains("Location: https://b.test:\(proxy.securePort)/"))

                let watch = Task { await store.watch(every: .milliseconds(20), logger: Logger(label: "test")) }
                defer { watch.cancel() }
                let key = try String(contentsOfFile: next.key, encoding: .utf8)
                let chain = try String(contentsOfFile: next.chain, encoding: .utf8)
                try (key + chain).write(toFile: files.chain, atomically: true, encoding: .utf8)
                try await eventually("the certificate is taken") { store.problems.isEmpty }
                let client = try await proxy.connectSecurely(asking: "a.test")
                try await client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
                _ = try await client.take(through: "ok", within: .seconds(20))
                #expect(try await client.servedNames() == ["a.test"])
                await client.close()
            }
        }
    }
}
