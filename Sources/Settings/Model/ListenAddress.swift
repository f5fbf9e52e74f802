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

extension ListenAddress {
    /// Whether only one of the two can be listened on at a time, for certain: names of hosts are not looked up.
    package func clashes(with other: ListenAddress) -> Bool {
        guard port == other.port, port != 0 else { return false }
        switch (bytes, other.bytes) {
        case (let one?, let two?):
            // `::` takes IPv4's addresses, too.
            return one == two || one.isEveryAddress && (one.count == 16 || one.count == two.count)
                || two.isEveryAddress && (two.count == 16 || one.count == two.count)
        case (nil, nil): return host?.lowercased() == other.host?.lowercased()
        case (let one?, nil): return one.count == 16 && one.isEveryAddress
        case (nil, let two?): return two.count == 16 && two.isEveryAddress
        }
    }

    /// Nil: a name.
    private var bytes: [UInt8]? {
        guard let bytes = AddressRange(parsing: host ?? "0.0.0.0")?.bytes else { return nil }
        // IPv4 in IPv6's clothes (RFC 4291, section 2.5.5.2) is the same socket.
        let isMapped = bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        return isMapped ? Array(bytes[12...]) : bytes
    }
}

extension [UInt8] {
    fileprivate var isEveryAddress: Bool { allSatisfy { $0 == 0 } }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        guard let host else { return "*:\(port)" }
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
