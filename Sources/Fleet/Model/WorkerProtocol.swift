// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a service's workers speak.
package enum WorkerProtocol: String, CaseIterable, Hashable, Sendable {
    /// HTTP/1.1.
    case http1
    /// HTTP/2 without TLS, from the first byte on.
    case h2c
}
