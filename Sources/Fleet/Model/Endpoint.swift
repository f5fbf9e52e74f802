// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a worker is reached over TCP.
package struct Endpoint: Hashable, Sendable {
    /// An IP address or a host name.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

extension Endpoint: CustomStringConvertible {
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
