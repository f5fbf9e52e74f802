// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Logging

/// Performs what an issuance orders. Decides nothing.
struct IssuanceWork {
    /// Clocks are set, and hosts sleep: a long wait is looked at again this often.
    private static let longestSleep = Duration.seconds(60)

    var client: AuthorityClient
    let names: [String]
    let folder: AuthorityFolder
    let challenges: HeldChallenges
    let time: any TimeSource
    let logger: Logger

    /// - Returns: what the last action brought. Nil: the task was cancelled.
    mutating func perform(_ actions: [IssuanceAction]) async -> IssuanceEvent? {
        var event: IssuanceEvent?
        for action in actions {
            do throws(AuthorityError) {
                event = try await perform(action)
            } catch {
                return Task.isCancelled ? nil : .failed(error)
            }
        }
        return event
    }

    private mutating func perform(_ action: IssuanceAction) async throws(AuthorityError) -> IssuanceEvent? {
        switch action {
        case .rememberAttempts(let attempts):
            try await change("attempts.json", AttemptRecord()) { $0.orders = attempts.map(\.seconds) }
        case .rememberPause(let until):
            try await change("attempts.json", AttemptRecord()) { $0.notBefore = until.seconds }
        case .rememberOrder(let url):
            let record = OrderRecord(names: names, url: url, key: CertificateRequest.newKey())
            try await keep("order.json", record)
        case .forgetOrder: try await remove("order.json")
        case .forgetAccount: try await keep("account.json", client.forgetAccount().wire)
        case .hold(let token): challenges.hold(token, answer: client.account.key.answer(to: token))
        case .release: challenges.release()
        case .report(let error, let next): report(error, next)
        case .reportInstalled(let certificate, let renewal): report(certificate, renewal)
        case .wait(let until): return await wait(until: until) ? .timePassed : nil
        case .prepare:
            // Kept before it is used: whoever is killed in between comes back with the same key, and gets the same account.
            try await keep("account.json", client.account.wire)
            try await keep("account.json", try await client.prepare().wire)
            return .prepared
        case .placeOrder: return .orderTold(try await client.placeOrder(names))
        case .fetchOrder(let url): return .orderTold(try await client.order(at: url))
        case .fetchAuthorization(let url): return .authorizationTold(try await client.authorization(at: url))
        case .takeChallenge(let url):
            try await client.takeChallenge(at: url)
            return .challengeTaken
        case .finalize(let order): return .orderTold(try await client.finalize(order, try await request()))
        case .download(let url): return .certificateCame(try await client.certificate(at: url))
        case .install(let chain): return .installed(try await install(chain))
        }
        return nil
    }

    private func wait(until moment: WallTime) async -> Bool {
        while true {
            let left = moment - WallTime(sinceEpoch: time.wallClock)
            guard left > .zero else { return true }
            guard (try? await time.sleep(until: time.now + min(left, Self.longestSleep))) != nil else { return false }
        }
    }

    private func request() async throws(AuthorityError) -> [UInt8] {
        let order = try await order()
        guard let request = try? CertificateRequest(names: names, key: order.key) else {
            throw AuthorityError(.badAnswer, "no request can be made for \(names.joined(separator: ", "))")
        }
        return request.bytes
    }

    private func install(_ chain: String) async throws(AuthorityError) -> CertificateFacts {
        let order = try await order()
        let facts = try CertificateFacts(chain: chain, key: order.key)
        guard facts.covers(names) else {
            throw AuthorityError(.badAnswer, "the certificate that came is not for \(shownNames)")
        }
        guard facts.validUntil > WallTime(sinceEpoch: time.wallClock) else {
            throw AuthorityError(.badAnswer, "the certificate that came has expired; see whether the clock is right")
        }
        let folder = folder
        let text = order.key + "\n" + chain
        try await Disk.run { () throws(AuthorityError) in
            try folder.write(bytes: Array(text.utf8), to: "certificate.pem")
        }
        return facts
    }
}

// MARK: - What is kept

extension IssuanceWork {
    private func order() async throws(AuthorityError) -> OrderRecord {
        let folder = folder
        let record = try await Disk.run { () throws(AuthorityError) in
            try folder.read("order.json", as: OrderRecord.self)
        }
        guard let record else { throw AuthorityError(.badAnswer, "the order's key is gone") }
        return record
    }

    private func keep(_ name: String, _ record: some Encodable & Sendable) async throws(AuthorityError) {
        let folder = folder
        try await Disk.run { () throws(AuthorityError) in try folder.write(name, record) }
    }

    private func remove(_ name: String) async throws(AuthorityError) {
        let folder = folder
        try await Disk.run { () throws(AuthorityError) in folder.remove(name) }
    }

    private func change<Record: Codable & Sendable>(
        _ name: String,
        _ new: Record,
        _ change: (inout Record) -> Void
    ) async throws(AuthorityError) {
        let folder = folder
        var record = try await Disk.run { () throws(AuthorityError) in try folder.read(name, as: Record.self) } ?? new
        change(&record)
        try await keep(name, record)
    }
}

// MARK: - What is told

extension IssuanceWork {
    private func report(_ error: AuthorityError, _ next: WallTime) {
        logger.warning(
            "no certificate yet",
            metadata: ["names": "\(shownNames)", "reason": "\(error)", "next_try": "\(next.text)"]
        )
    }

    private func report(_ certificate: CertificateFacts, _ renewal: WallTime) {
        logger.info(
            "certificate issued",
            metadata: [
                "names": "\(shownNames)", "valid_until": "\(certificate.validUntil.text)", "renewal": "\(renewal.text)",
            ]
        )
    }

    private var shownNames: String { names.joined(separator: " ") }
}
