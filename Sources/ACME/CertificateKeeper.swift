// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
package import Logging
internal import Synchronization

/// Gets a certificate from an authority, and renews it in time. Whoever serves it watches its file.
package final class CertificateKeeper: Sendable {
    package let names: [String]
    /// Answered on every plain listener.
    package let challenges = HeldChallenges()
    private let authority: AuthoritySettings
    private let folder: AuthorityFolder
    private let time: any TimeSource
    private let latest = Mutex(IssuanceStanding())

    /// - Parameters:
    ///   - names: at least one; in lower case, without wildcards.
    ///   - folder: where accounts, orders and certificates are kept, below a folder for each authority.
    package init(
        names: [String],
        authority: AuthoritySettings,
        folder: String,
        time: any TimeSource = SystemTime()
    ) {
        self.names = names
        self.authority = authority
        self.folder = AuthorityFolder(in: folder, directory: authority.directory)
        self.time = time
    }

    /// Where the certificate will be, its key before it.
    package var certificateFile: String { folder.certificateFile }

    package var standing: IssuanceStanding { latest.withLock { $0 } }

    /// Goes on until its task is cancelled. What is under way then is taken up by the next run.
    package func run(logger: Logger) async {
        do throws(AuthorityError) {
            try await WebTransport.with(root: authority.root) { transport throws(AuthorityError) in
                try await run(over: transport, logger: logger)
            }
        } catch {
            latest.withLock { $0.trouble = error }
            logger.error("certificate cannot be had", metadata: ["reason": "\(error)"])
        }
    }

    /// - Throws: when what an earlier run kept cannot be used.
    func run(over transport: any AuthorityTransport, logger: Logger) async throws(AuthorityError) {
        var issuance = Issuance(names: names, seed: UInt64.random(in: 0 ... .max))
        let (account, first) = try await begin()
        var work = IssuanceWork(
            client: AuthorityClient(authority, account: account, over: transport),
            names: names,
            folder: folder,
            challenges: challenges,
            time: time,
            logger: logger
        )
        var event = first
        while !Task.isCancelled {
            let actions = issuance.handle(event, at: WallTime(sinceEpoch: time.wallClock))
            latest.withLock { $0 = issuance.standing }
            guard let next = await work.perform(actions) else { return }
            event = next
        }
    }

    private func begin() async throws(AuthorityError) -> (AccountRecord, IssuanceEvent) {
        let (folder, names) = (folder, names)
        return try await Disk.run { () throws(AuthorityError) in
            try folder.make()
            let kept = try folder.read("account.json", as: AccountRecord.Wire.self)
            let account = try kept.map { wire throws(AuthorityError) in
                guard let account = try? AccountRecord(wire) else {
                    throw AuthorityError(.storage, "the key in '\(folder.path)/account.json' is none; remove it")
                }
                return account
            }
            let order = try folder.read("order.json", as: OrderRecord.self)
            let attempts = try folder.read("attempts.json", as: AttemptRecord.self) ?? AttemptRecord()
            return (
                account ?? AccountRecord(key: AccountKey()),
                .began(
                    certificate: try Self.certificate(in: folder),
                    order: order?.names == names && account != nil ? order?.url : nil,
                    attempts: attempts.orders.map { WallTime(seconds: $0) },
                    notBefore: attempts.notBefore.map { WallTime(seconds: $0) }
                )
            )
        }
    }

    /// Nil: there is none that could be served.
    private static func certificate(in folder: AuthorityFolder) throws(AuthorityError) -> CertificateFacts? {
        guard let bytes = try folder.read("certificate.pem") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return try? CertificateFacts(chain: text, key: text)
    }
}
