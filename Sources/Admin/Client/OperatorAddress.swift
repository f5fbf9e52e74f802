// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Where an operator's client finds its proxy.
package enum OperatorAddress: Hashable, Sendable {
    /// The operator's socket of a proxy on this host.
    case socket(path: String)
    /// The proxy's own port, such as `https://example.com`, perhaps with a path before ours.
    case url(String, token: Secret?)
}

extension OperatorAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .socket(let path): path
        case .url(let url, _): url
        }
    }
}
