// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Synchronization

extension CertificateStore {
    /// How each certificate stands now; when it is renewed is not known here.
    package var statuses: [CertificateStatus] {
        state.withLock { state in
            state.entries.map { entry in
                CertificateStatus(
                    names: entry.certificate.map { $0.names.sorted() } ?? entry.awaited ?? [],
                    source: entry.awaited == nil ? .file : .acme,
                    validUntil: entry.certificate.map { .seconds($0.validUntil) },
                    trouble: entry.refusal ?? entry.certificate?.fault()
                )
            }
        }
    }
}
