// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import ACME
internal import Fleet
internal import Proxy

/// What is served and what is being got, as one.
struct CertificateOverview: CertificateReporting {
    let store: CertificateStore?
    let keeper: CertificateKeeper?

    func certificates() -> [CertificateStatus] {
        (store?.statuses ?? []).map { status in
            guard status.source == .acme, let standing = keeper?.standing else { return status }
            var status = status
            status.nextRenewal = standing.nextTry?.sinceEpoch
            // Why no better one comes explains what is wrong with the one that is there.
            if let trouble = standing.trouble { status.trouble = "\(trouble)" }
            return status
        }
    }
}
