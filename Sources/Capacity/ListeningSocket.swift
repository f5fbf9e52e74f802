// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A TCP socket that takes connections, as `/proc/net/tcp` and `tcp6` show it (proc(5)).
package struct ListeningSocket: Hashable, Sendable {
    /// In network order, 4 or 16 of them.
    package let address: [UInt8]
    package let port: Int
    /// As in the link `socket:[...]` of who holds it.
    package let inode: UInt64

    /// Those among the sockets of either file.
    package static func all(in text: String) -> [ListeningSocket] {
        text.split(separator: "\n").dropFirst().compactMap { ListeningSocket(line: $0) }
    }

    private init?(line: Substring) {
        let fields = line.split(separator: " ", maxSplits: 10)
        // The state is hexadecimal; 0A is LISTEN (include/net/tcp_states.h).
        guard fields.count > 9, fields[3] == "0A", let inode = UInt64(fields[9]) else { return nil }
        let place = fields[1].split(separator: ":")
        guard place.count == 2, [8, 32].contains(place[0].utf8.count), let port = Int(place[1], radix: 16) else {
            return nil
        }
        var address: [UInt8] = []
        var rest = place[0]
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            // Each word is printed as the number that the machine takes its bytes for.
            address += withUnsafeBytes(of: word) { Array($0) }
            rest = rest.dropFirst(8)
        }
        self.address = address
        self.port = port
        self.inode = inode
    }
}
