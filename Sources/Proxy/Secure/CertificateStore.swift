// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOSSL
internal import Synchronization

/// The certificates of the secure listeners. Each can be replaced while connections go on: handshakes take what is there.
package final class CertificateStore: Sendable {
    struct Entry {
        let files: CertificateFiles
        /// What it will be for. Nil: it was there from the start.
        let awaited: [String]?
        /// Nil: it is not there yet.
        var certificate: Certificate?
        /// The files as they were when it was read.
        var stamp: CertificateStamp
        /// The files as they were when they were looked at last.
        var seen: CertificateStamp
        /// Why what the files hold now is not served.
        var refusal: String?
    }

    struct State {
        var entries: [Entry]
        /// From a name to the first entry that is for it.
        var places: [String: Int] = [:]

        mutating func index() {
            places = [:]
            for (place, entry) in entries.enumerated() {
                let names = entry.certificate?.names ?? Set(entry.awaited ?? [])
                for name in names where places[name] == nil { places[name] = place }
            }
        }

        /// An exact name goes before a wildcard.
        func place(for name: String) -> Int? {
            places[name] ?? Certificate.wildcard(above: name).flatMap { places[$0] }
        }

        /// Of the one that is served to whoever asks for none of their names.
        var usualPlace: Int { entries.firstIndex { $0.certificate != nil } ?? 0 }
    }

    let state: Mutex<State>
    /// The name that clients are to find; a new certificate without it is not taken for one that has it.
    let domain: String?

    /// Reads all files. Blocks.
    /// - Parameters:
    ///   - files: the first is served to whoever asks for no name, or for one that none is for.
    ///   - awaited: after those; until one is there, whoever asks for its names is refused a handshake.
    /// - Throws: when there is none of both, or one of `files` cannot be used. One that has expired is used: that is better than no server
    ///   at all.
    package init(
        _ files: [CertificateFiles],
        awaited: [AwaitedCertificate] = [],
        domain: String? = nil
    ) throws(CertificateError) {
        var entries: [Entry] = []
        for pair in files {
            let stamp = CertificateStamp(of: pair)
            let certificate = try Certificate(pair)
            entries.append(Entry(files: pair, awaited: nil, certificate: certificate, stamp: stamp, seen: stamp))
        }
        for one in awaited {
            let seen = CertificateStamp(of: one.files)
            let certificate = try? Certificate(one.files)
            // What cannot be used is looked at again like a new one, and then it is said why.
            let stamp = certificate == nil ? .missing : seen
            entries.append(
                Entry(files: one.files, awaited: one.names, certificate: certificate, stamp: stamp, seen: seen)
            )
        }
        guard !entries.isEmpty else { throw CertificateError(description: "there is no certificate") }
        var state = State(entries: entries)
        state.index()
        self.state = Mutex(state)
        self.domain = domain?.lowercased()
    }

    /// What is wrong now, for people: certificates that have expired, and new ones that were refused.
    package var problems: [String] {
        state.withLock { state in
            var problems = state.entries.flatMap { entry in
                let fault = entry.certificate?.fault().map {
                    "the certificate in '\(entry.files.chain)' is served, but \($0)"
                }
                return [entry.refusal, fault, Self.absence(of: entry)].compactMap(\.self)
            }
            if let domain, state.place(for: domain) == nil {
                problems.append("no certificate is for the domain '\(domain)'; clients that check names will refuse it")
            }
            return problems
        }
    }

    private static func absence(of entry: Entry) -> String? {
        guard entry.certificate == nil else { return nil }
        let names = (entry.awaited ?? []).joined(separator: ", ")
        return "there is no certificate for \(names) yet; HTTPS is refused until the authority has issued it"
    }

    /// Whether some certificate is for `name`, which is in lower case.
    func knows(_ name: String) -> Bool {
        state.withLock { $0.place(for: name) != nil }
    }

    /// The certificate for a name that a client asked for, in any case.
    /// - Parameter name: nil: it asked for none.
    /// - Returns: nil: it is not there yet.
    func certificate(for name: String?) -> (place: Int, override: NIOSSLContextConfigurationOverride)? {
        let name = name?.lowercased()
        return state.withLock { state in
            let place = name.flatMap { state.place(for: $0) } ?? state.usualPlace
            return state.entries[place].certificate.map { (place, $0.override) }
        }
    }

    /// Whether `host`, in lower case, is of another certificate than the one at `place`, and not of that one as well.
    func isOfAnother(_ host: String, than place: Int) -> Bool {
        state.withLock { state in
            guard state.entries.count > 1, state.entries[place].certificate?.covers(host) != true else { return false }
            return state.place(for: host) != nil
        }
    }
}

/// Both files of a certificate, as they are on disk. Nil within: missing.
struct CertificateStamp: Hashable {
    let chain: FileStamp?
    let key: FileStamp?

    /// Of files that are not there.
    static let missing = CertificateStamp()

    private init() {
        (chain, key) = (nil, nil)
    }

    init(of files: CertificateFiles) {
        chain = FileStamp(of: files.chain)
        key = FileStamp(of: files.key)
    }
}
