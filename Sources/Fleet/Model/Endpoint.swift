// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a worker is reached.
package enum Endpoint: Hashable, Sendable {
    /// An IP address or a host name, and a port.
    case tcp(host: String, port: Int)
    /// A unix domain socket of this host.
    case unix(path: String)
}

extension Endpoint: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
