// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOSSL
internal import Synchronization

/// The certificates of the secure listeners. Each can be replaced while connections go on: handshakes take what is there.
package final class CertificateStore: Sendable {
    struct Entry {
        let files: CertificateFiles
        var certificate: Certificate
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
                for name in entry.certificate.names where places[name] == nil { places[name] = place }
            }
        }

        /// An exact name goes before a wildcard.
        func place(for name: String) -> Int? {
            places[name] ?? Certificate.wildcard(above: name).flatMap { places[$0] }
        }
    }

    let state: Mutex<State>
    /// The name that clients are to find; a new certificate without it is not taken for one that has it.
    let domain: String?

    /// Reads all files. Blocks.
    /// - Parameter files: at least one; the first is served to whoever asks for no name, or for one that none is for.
    /// - Throws: when one cannot be used. One that has expired is used: that is better than no server at all.
    package init(_ files: [CertificateFiles], domain: String? = nil) throws(CertificateError) {
        var entries: [Entry] = []
        for pair in files {
            let stamp = CertificateStamp(of: pair)
            entries.append(Entry(files: pair, certificate: try Certificate(pair), stamp: stamp, seen: stamp))
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
                let fault = entry.certificate.fault().map {
                    "the certificate in '\(entry.files.chain)' is served, but \($0)"
                }
                return [entry.refusal, fault].compactMap(\.self)
            }
            if let domain, state.place(for: domain) == nil {
                problems.append("no certificate is for the domain '\(domain)'; clients that check names will refuse it")
            }
            return problems
        }
    }

    /// Whether some certificate is for `name`, which is in lower case.
    func knows(_ name: String) -> Bool {
        state.withLock { $0.place(for: name) != nil }
    }

    /// The certificate for a name that a client asked for, in any case. Nil: it asked for none.
    func certificate(for name: String?) -> (place: Int, override: NIOSSLContextConfigurationOverride) {
        let name = name?.lowercased()
        return state.withLock { state in
            let place = name.flatMap { state.place(for: $0) } ?? 0
            return (place, state.entries[place].certificate.override)
        }
    }

    /// Whether `host`, in lower case, is of another certificate than the one at `place`, and not of that one as well.
    func isOfAnother(_ host: String, than place: Int) -> Bool {
        state.withLock { state in
            guard state.entries.count > 1, !state.entries[place].certificate.covers(host) else { return false }
            return state.place(for: host) != nil
        }
    }
}

/// Both files of a certificate, as they are on disk. Nil within: missing.
struct CertificateStamp: Hashable {
    let chain: FileStamp?
    let key: FileStamp?

    init(of files: CertificateFiles) {
        chain = FileStamp(of: files.chain)
        key = FileStamp(of: files.key)
    }
}
