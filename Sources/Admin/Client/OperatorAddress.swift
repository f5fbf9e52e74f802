// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Where an operator's client finds its proxy.
package enum OperatorAddress: Hashable, Sendable {
    /// The operator's socket of a proxy on this host.
    case socket(path: String)
    /// The proxy's own port, such as `https://example.com`, perhaps with a path before ours.
    /// - `caFile`: certificates in PEM, one of which its own must lead to. Nil: what this system trusts.
    case url(String, token: Secret?, caFile: String? = nil)
}

extension OperatorAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .socket(let path): path
        case .url(let url, _, _): url
        }
    }
}
