// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// Speaks RFC 8555 with one authority, for one account.
struct AuthorityClient {
    private static let mostTries = 12
    private static let mostChain = 256 << 10

    let settings: AuthoritySettings
    let transport: any AuthorityTransport
    private(set) var account: AccountRecord
    private var directory: DirectoryDocument?
    private var nonce: String?

    init(_ settings: AuthoritySettings, account: AccountRecord, over transport: any AuthorityTransport) {
        self.settings = settings
        self.account = account
        self.transport = transport
    }

    /// Learns where the authority takes what, and sees that the account is there, with the contact as it is now.
    /// - Returns: the account, to be kept.
    mutating func prepare() async throws(AuthorityError) -> AccountRecord {
        let reply = try await transport.send(AuthorityRequest(method: .get, url: settings.directory))
        guard reply.isSuccess else { throw refusal(reply, "its directory") }
        let directory: DirectoryDocument = try decoded(reply, "its directory")
        self.directory = directory
        if let url = account.url {
            guard account.contact != settings.email else { return account }
            _ = try await post("{\"contact\":\(contacts)}", to: url, "the account's contact")
        } else {
            account.url = try await register(directory)
        }
        account.contact = settings.email
        return account
    }

    /// The account is not there any more: the next `prepare` makes it anew, with the same key.
    mutating func forgetAccount() -> AccountRecord {
        account.url = nil
        return account
    }

    mutating func placeOrder(_ names: [String]) async throws(AuthorityError) -> OrderDocument {
        let identifiers = names.map { "{\"type\":\"dns\",\"value\":\(JSONString.quoted($0))}" }
        let payload = "{\"identifiers\":[\(identifiers.joined(separator: ","))]}"
        let reply = try await post(payload, to: try known().newOrder, "an order")
        guard let url = reply.location else {
            throw AuthorityError(.badAnswer, "the authority took the order, and does not say where it is")
        }
        return OrderDocument(try decoded(reply, "an order"), url: url, retryAfter: reply.retryAfter)
    }

    mutating func order(at url: String) async throws(AuthorityError) -> OrderDocument {
        let reply = try await post("", to: url, "the order")
        return OrderDocument(try decoded(reply, "the order"), url: url, retryAfter: reply.retryAfter)
    }

    mutating func authorization(at url: String) async throws(AuthorityError) -> AuthorizationDocument {
        let reply = try await post("", to: url, "an authorization")
        return AuthorizationDocument(try decoded(reply, "an authorization"), retryAfter: reply.retryAfter)
    }

    mutating func takeChallenge(at url: String) async throws(AuthorityError) {
        _ = try await post("{}", to: url, "the challenge")
    }

    mutating func finalize(_ order: OrderDocument, _ request: [UInt8]) async throws(AuthorityError) -> OrderDocument {
        let payload = "{\"csr\":\"\(Base64URL.text(request))\"}"
        let reply = try await post(payload, to: order.finalize, "the certificate's request")
        return OrderDocument(try decoded(reply, "the order"), url: order.url, retryAfter: reply.retryAfter)
    }

    /// The chain in PEM.
    mutating func certificate(at url: String) async throws(AuthorityError) -> String {
        let reply = try await post(
            "",
            to: url,
            "the certificate",
            mostBytes: Self.mostChain,
            accepts: "application/pem-certificate-chain"
        )
        guard let text = String(validating: reply.body, as: UTF8.self) else {
            throw AuthorityError(.badAnswer, "what came as a certificate is none")
        }
        return text
    }
}

// MARK: - The account

extension AuthorityClient {
    private var contacts: String { JSONString.list(settings.email.map { ["mailto:\($0)"] } ?? []) }

    private mutating func register(_ directory: DirectoryDocument) async throws(AuthorityError) -> String {
        var payload = "{\"termsOfServiceAgreed\":\(settings.agreesToTerms),\"contact\":\(contacts)"
        if let external = settings.externalAccount {
            let binding = SignedRequest(external, to: directory.newAccount, binding: account.key)
            payload += ",\"externalAccountBinding\":\(binding.body)"
        }
        payload += "}"
        let reply = try await post(payload, to: directory.newAccount, "an account", asKey: true)
        guard let url = reply.location else {
            throw AuthorityError(.badAnswer, "the authority took the account, and does not say where it is")
        }
        return url
    }

    private func known() throws(AuthorityError) -> DirectoryDocument {
        guard let directory else { throw AuthorityError(.badAnswer, "the authority's directory is not known") }
        return directory
    }
}

// MARK: - One request

extension AuthorityClient {
    private mutating func post(
        _ payload: String,
        to url: String,
        _ what: String,
        asKey: Bool = false,
        mostBytes: Int = 64 << 10,
        accepts: String = "application/json"
    ) async throws(AuthorityError) -> AuthorityReply {
        var last: AuthorityError?
        for _ in 0..<Self.mostTries {
            let signer: SignedRequest.Signer = asKey ? .key : .account(account.url ?? "")
            let nonce = try await freshNonce()
            guard let signed = try? SignedRequest(payload, to: url, nonce: nonce, by: signer, with: account.key) else {
                throw AuthorityError(.storage, "the account's key cannot sign")
            }
            let request = AuthorityRequest(
                method: .post(signed.body),
                url: url,
                mostBytes: mostBytes,
                accepts: accepts
            )
            let reply = try await transport.send(request)
            self.nonce = Self.usable(reply.nonce)
            if reply.isSuccess { return reply }
            let error = refusal(reply, what)
            // A nonce that is too old is not our fault, and the answer brings another.
            guard error.kind == .refused("badNonce") else { throw error }
            last = error
        }
        throw last ?? AuthorityError(.refused("badNonce"), "the authority takes none of its own nonces")
    }

    private mutating func freshNonce() async throws(AuthorityError) -> String {
        if let nonce {
            self.nonce = nil
            return nonce
        }
        let reply = try await transport.send(AuthorityRequest(method: .head, url: try known().newNonce))
        guard reply.isSuccess, let nonce = Self.usable(reply.nonce) else {
            throw reply.isSuccess
                ? AuthorityError(.badAnswer, "the authority gives no nonce") : refusal(reply, "a nonce")
        }
        return nonce
    }

    /// RFC 8555, section 6.5.1.
    private static func usable(_ nonce: String?) -> String? {
        guard let nonce, (1...512).contains(nonce.utf8.count), Base64URL.isDigits(nonce) else { return nil }
        return nonce
    }

    private func refusal(_ reply: AuthorityReply, _ what: String) -> AuthorityError {
        let problem = try? JSONDecoder().decode(ProblemDocument.self, from: Data(reply.body))
        if let problem, problem.type != nil, !problem.word.isEmpty {
            return AuthorityError(
                .refused(problem.word),
                "the authority refuses \(what): \(problem.text)",
                retryAfter: reply.retryAfter
            )
        }
        let isPassing = reply.status >= 500 || reply.status == 429 || reply.status == 408
        return AuthorityError(
            isPassing ? .unreachable : .badAnswer,
            "the authority answers \(reply.status) when asked for \(what)",
            retryAfter: reply.retryAfter
        )
    }

    private func decoded<Value: Decodable>(
        _ reply: AuthorityReply,
        _ what: String
    ) throws(AuthorityError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(reply.body))
        } catch {
            throw AuthorityError(.badAnswer, "what the authority sent as \(what) cannot be understood")
        }
    }
}
