// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Speaks HTTPS to an authority. Follows no redirects; every wait and every answer has a limit.
struct WebTransport: AuthorityTransport {
    private static let deadline = TimeAmount.seconds(30)

    private let client: HTTPClient

    /// Runs `body` with a connection pool of its own, and closes that.
    /// - Parameter root: a file with the certificate that the authority's own one leads to. Nil: what this system trusts.
    static func with<Result>(
        root: String?,
        _ body: (WebTransport) async throws(AuthorityError) -> Result
    ) async throws(AuthorityError) -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(20))
        configuration.decompression = .disabled
        var tls = TLSConfiguration.makeClientConfiguration()
        if let root {
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(root))
            } catch {
                throw AuthorityError(.unknownRoot, "cannot read certificates in PEM from acme.ca_root '\(root)'")
            }
        }
        configuration.tlsConfiguration = tls
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Swift.Result<Result, AuthorityError>
        do throws(AuthorityError) {
            outcome = .success(try await body(WebTransport(client: client)))
        } catch {
            outcome = .failure(error)
        }
        try? await client.shutdown()
        return try outcome.get()
    }

    private init(client: HTTPClient) {
        self.client = client
    }

    func send(_ request: AuthorityRequest) async throws(AuthorityError) -> AuthorityReply {
        guard request.url.hasPrefix("https://"), request.url.utf8.count <= 2048,
            request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw AuthorityError(.badAnswer, "the authority names a place that is no HTTPS URL") }
        var wire = HTTPClientRequest(url: request.url)
        wire.headers.add(name: "User-Agent", value: "plimsoll")
        wire.headers.add(name: "Accept", value: request.accepts)
        switch request.method {
        case .get: wire.method = .GET
        case .head: wire.method = .HEAD
        case .post(let body):
            wire.method = .POST
            wire.headers.add(name: "Content-Type", value: "application/jose+json")
            wire.body = .bytes(ByteBuffer(string: body))
        }
        do {
            let response = try await client.execute(wire, timeout: Self.deadline)
            let body =
                request.method == .head ? ByteBuffer() : try await response.body.collect(upTo: request.mostBytes)
            return AuthorityReply(
                status: Int(response.status.code),
                nonce: response.headers.first(name: "Replay-Nonce"),
                location: response.headers.first(name: "Location"),
                retryAfter: RetryAfter.read(response.headers.first(name: "Retry-After")),
                body: Array(body.readableBytesView)
            )
        } catch is NIOTooManyBytesError {
            throw AuthorityError(.badAnswer, "the authority's answer is longer than \(request.mostBytes) bytes")
        } catch {
            throw AuthorityError(.unreachable, "the authority at \(request.shownHost) does not answer: \(error.short)")
        }
    }
}

extension AuthorityRequest {
    fileprivate var shownHost: String {
        String(url.dropFirst("https://".count).prefix { $0 != "/" }.prefix(100))
    }
}

extension Error {
    /// On one line of bounded length.
    fileprivate var short: String {
        let text = (self as? HTTPClientError)?.shortDescription ?? "\(self)"
        return String(text.prefix(200).map { $0.isNewline ? " " : $0 })
    }
}
