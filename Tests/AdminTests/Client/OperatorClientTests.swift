// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import FoundationEssentials
import PlimsollTesting
import Testing

struct OperatorClientTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func error(at address: OperatorAddress) async -> OperatorClientError? {
        await #expect(throws: OperatorClientError.self) {
            try await OperatorClient.withClient(of: address) { try await $0.status() }
        }
    }

    @Test func missingSocketSaysHowToStartAProxy() async {
        let error = await error(at: .socket(path: "\(folder.path)/none.sock"))
        #expect(error?.reason == .nobodyAnswers)
        #expect(
            error?.message
                == "no proxy answers at \(folder.path)/none.sock (there is no such socket); start one with `plimsoll proxy`, or name it with --server-url"
        )
    }

    @Test func staleSocketSaysThatItsProxyIsGone() async throws {
        try StaleSocket.leave(at: "\(folder.path)/stale.sock")
        let error = await error(at: .socket(path: "\(folder.path)/stale.sock"))
        #expect(error?.reason == .nobodyAnswers)
        #expect(error?.message.contains("its proxy is gone") == true)
    }

    @Test func fileThatIsNoSocketIsNamed() async throws {
        try folder.write("x", to: "file")
        #expect(await error(at: .socket(path: "\(folder.path)/file"))?.reason == .badAddress)
    }

    @Test func pathTooLongIsSaidBeforeConnecting() async {
        let error = await error(at: .socket(path: "/" + String(repeating: "x", count: 107)))
        #expect(error?.reason == .badAddress)
        #expect(error?.message.contains("at most 107 bytes") == true)
    }

    @Test func closedPortSaysThatNobodyAnswers() async {
        let error = await error(at: .url("http://127.0.0.1:1", token: nil))
        #expect(error?.reason == .nobodyAnswers)
        #expect(error?.message.contains("onnection refused") == true)
    }

    /// A host of several addresses brings an error for each of them.
    @Test(arguments: ["http://localhost:1", "https://localhost:1"])
    func closedPortOfANameIsSaidInTheSystemsWords(url: String) async {
        let error = await error(at: .url(url, token: nil))
        #expect(error?.reason == .nobodyAnswers)
        #expect(
            error?.message
                == "no proxy answers at \(url) (Connection refused); "
                + "start one with `plimsoll proxy`, or name it with --server-url"
        )
    }

    @Test func hostWithoutAnAddressIsNamed() async {
        let error = await error(at: .url("http://no-such-host.invalid:8080", token: nil))
        #expect(error?.reason == .nobodyAnswers)
        #expect(error?.message.hasPrefix("the host in http://no-such-host.invalid:8080 has no address (") == true)
        #expect(error?.message.hasSuffix("); correct its name in --server-url") == true)
        #expect(error?.message.contains("SocketAddressError") == false)
    }

    @Test func portWithoutTLSIsCalledSo() async throws {
        let answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
        let error = try await error(fromPortSaying: answer, scheme: "https")
        #expect(error?.reason == .notAProxy)
        #expect(
            error?.message.replacing(#/127\.0\.0\.1:\d+/#, with: "HOST")
                == "what answers at https://HOST does not speak TLS; "
                + "write http:// in --server-url, or name its HTTPS port"
        )
    }

    /// An alert of TLS 1.2: handshake failure (RFC 5246, section 7.2).
    @Test func refusedHandshakeIsOneLineWithItsReason() async throws {
        let error = try await error(fromPortSaying: "\u{15}\u{03}\u{03}\u{00}\u{02}\u{02}\u{28}", scheme: "https")
        #expect(error?.message.contains("ended the start of TLS (handshake failure); look at its log") == true)
    }

    @Test(arguments: ["http", "https"])
    func portThatHangsUpIsAskedAboutItsScheme(scheme: String) async throws {
        let error = try await error(fromPortSaying: "", scheme: scheme)
        #expect(error?.reason == .notAProxy)
        #expect(error?.message.contains("closed the connection without a whole answer; check its port") == true)
    }

    @Test func portThatSpeaksNoHTTPIsCalledSo() async throws {
        let error = try await error(fromPortSaying: "SSH-2.0-OpenSSH_9.2\r\n", scheme: "http")
        #expect(error?.message.contains("its answer is not HTTP; check the address") == true)
    }

    @Test func addressWithoutASchemeIsToldWhatItLacks() async {
        let error = await error(at: .url("127.0.0.1:8080", token: nil))
        #expect(error?.message.contains("it begins neither with http:// nor with https://") == true)
    }

    @Test func passwordInAnAddressIsNotShown() async {
        let error = await error(at: .url("http://user:secret@127.0.0.1:1", token: nil))
        #expect(error?.reason == .badAddress && error?.message.contains("secret") == false)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "http://a b", "http://x?y", "http://x\r\nEvil: 1", "http://",
        "http://x:99999", "http://x:0", "https://:443", "http://[::1", "http://a:b:c",
    ])
    func addressThatIsNoneIsRefused(address: String) async {
        #expect(await error(at: .url(address, token: nil))?.reason == .badAddress)
    }

    @Test func tokenWithALineFeedIsRefused() async {
        #expect(await error(at: .url("http://127.0.0.1:1", token: Secret("x\n")))?.reason == .badAddress)
    }

    @Test func missingFileOfAuthoritiesIsNamedWithItsOption() async {
        let error = await error(at: .url("https://127.0.0.1:1", token: nil, caFile: "\(folder.path)/none.pem"))
        #expect(error?.reason == .badCAFile)
        #expect(
            error?.message
                == "cannot read '\(folder.path)/none.pem': No such file or directory; "
                + "name the file of your authority's certificate in --ca-file or PLIMSOLL_CA_FILE"
        )
    }

    @Test(arguments: ["", "not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func fileWithoutCertificatesIsNamedWithItsOption(content: String) async throws {
        try folder.write(content, to: "ca.pem")
        let error = await error(at: .url("https://127.0.0.1:1", token: nil, caFile: "\(folder.path)/ca.pem"))
        #expect(error?.reason == .badCAFile)
        #expect(error?.message.contains("ca.pem' holds no certificate in PEM") == true)
        #expect(error?.message.contains("--ca-file") == true)
    }

    @Test func aFolderIsNoFileOfAuthorities() async {
        let error = await error(at: .url("https://127.0.0.1:1", token: nil, caFile: folder.path))
        #expect(error?.reason == .badCAFile && error?.message.contains("Is a directory") == true)
    }

    @Test func redirectIsReportedNotFollowed() async throws {
        let answer =
            "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://example.com/status\r\nContent-Length: 0\r\n\r\n"
        let error = try await error(fromServerSaying: answer)
        #expect(error?.reason == .notAProxy)
        #expect(error?.message.contains("redirects /-/v1/status to https://example.com/status") == true)
    }

    @Test func wrongTokenSaysWhereToGiveIt() async throws {
        let error = try await error(fromServerSaying: "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}")
        #expect(error?.reason == .unauthorized)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "SSH-2.0-OpenSSH_9.2\r\n", "",
        "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nshort",
    ])
    func serverThatIsNoProxyIsCalledSo(answer: String) async throws {
        #expect(try await error(fromServerSaying: answer)?.reason == .notAProxy)
    }

    @Test func endlessAnswerIsCutOff() async throws {
        let error = try await error(fromServerSaying: "HTTP/1.1 200 OK\r\n\r\n", thenBytes: 20 << 20)
        #expect(error?.reason == .notAProxy)
        #expect(error?.message.contains("16 MiB") == true)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"], ["status", "start", "stop"])
    func whoNeverEndsAnAnswerIsGivenUp(answer: String, command: String) async throws {
        let path = "\(folder.path)/slow.sock"
        let error = try await withSlowServer(at: path, saying: answer) {
            await #expect(throws: OperatorClientError.self) {
                try await OperatorClient.withClient(of: .socket(path: path), patience: .milliseconds(300)) { client in
                    switch command {
                    case "status": _ = try await client.status()
                    case "start": _ = try await client.start("a")
                    default: _ = try await client.stop("a")
                    }
                }
            }
        }
        #expect(error?.reason == .timedOut)
    }

    private func error(fromPortSaying answer: String, scheme: String) async throws -> OperatorClientError? {
        try await withRawServer(saying: answer) { port in
            await error(at: .url("\(scheme)://127.0.0.1:\(port)", token: nil))
        }
    }

    private func error(fromServerSaying answer: String, thenBytes count: Int = 0) async throws -> OperatorClientError? {
        let path = "\(folder.path)/wrong.sock"
        return try await withRawServer(at: path, saying: answer, thenBytes: count) {
            await error(at: .socket(path: path))
        }
    }
}
