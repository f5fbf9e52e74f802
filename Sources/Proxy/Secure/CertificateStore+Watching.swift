// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Logging
internal import NIOPosix
internal import Synchronization

/// Takes what the files hold now, once it is whole.
extension CertificateStore {
    /// Looks at the files until its task is cancelled.
    package func watch(every interval: Duration = .seconds(2), logger: Logger) async {
        while (try? await Task.sleep(for: interval)) != nil {
            // Files may be on a disk that hangs: neither the loops nor the shared pool wait for them.
            try? await NIOThreadPool.singleton.runIfActive { self.look(logger: logger) }
        }
    }

    func look(logger: Logger) {
        let entries = state.withLock { $0.entries }
        for (place, entry) in entries.enumerated() {
            let changed = examined(entry, logger)
            guard let changed else { continue }
            state.withLock { state in
                state.entries[place] = changed
                state.index()
            }
        }
    }

    /// The entry after a look at its files. Nil: nothing is different.
    private func examined(_ entry: Entry, _ logger: Logger) -> Entry? {
        let stamp = CertificateStamp(of: entry.files)
        var next = entry
        next.seen = stamp
        if stamp == entry.stamp {
            next.refusal = nil
            return entry.refusal == nil && stamp == entry.seen ? nil : next
        }
        // Whoever replaces two files needs a moment; what has not come to rest is not judged.
        guard stamp == entry.seen else { return next }
        do throws(CertificateError) {
            let certificate = try replacement(for: entry)
            guard CertificateStamp(of: entry.files) == stamp else { return next }
            next.certificate = certificate
            next.stamp = stamp
            next.refusal = nil
            logger.info(
                entry.certificate == nil ? "certificate served" : "certificate replaced",
                metadata: ["file": "\(entry.files.chain)", "valid_until": "\(certificate.lastDay)"]
            )
        } catch {
            let rest = entry.certificate == nil ? "there is none before" : "the one before is served"
            next.refusal = "the new certificate is not taken, \(rest): \(error)"
            guard next.refusal != entry.refusal else { return nil }
            logger.warning(
                entry.certificate == nil
                    ? "new certificate refused" : "new certificate refused; the one before is served",
                metadata: ["file": "\(entry.files.chain)", "reason": "\(error)"]
            )
        }
        return next
    }

    private func replacement(for entry: Entry) throws(CertificateError) -> Certificate {
        let certificate = try Certificate(entry.files)
        if let fault = certificate.fault() {
            throw CertificateError(description: "the certificate in '\(entry.files.chain)' is not to be used: \(fault)")
        }
        if let domain, entry.certificate?.covers(domain) == true, !certificate.covers(domain) {
            throw CertificateError(
                description: "the certificate in '\(entry.files.chain)' is not for '\(domain)', as the one before is; "
                    + "have it issued for that name, too"
            )
        }
        return certificate
    }
}
