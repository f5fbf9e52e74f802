// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where the proxy listens.
package struct ListenAddress: Hashable, Sendable {
    /// An IP address or a name of this host. Nil: every address of this host.
    package var host: String?
    /// 0: any free one.
    package var port: Int

    package init(host: String? = nil, port: Int) {
        self.host = host
        self.port = port
    }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        guard let host else { return "*:\(port)" }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
