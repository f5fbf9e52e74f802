// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// An IP address, or all that share its first bits, such as `10.0.0.0/8`.
package struct AddressRange: Hashable, Sendable {
    /// In network order, 4 or 16 of them; the bits past `prefixLength` are zero.
    package let bytes: [UInt8]
    package let prefixLength: Int

    /// Nil unless `text` is an IPv4 or IPv6 address, alone or with `/` and a prefix length.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, let bytes = Self.bytes(of: String(address)) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            let digits = parts[1]
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
                let given = Int(digits), given <= length
            else { return nil }
            length = given
        }
        prefixLength = length
        self.bytes = bytes.enumerated().map { index, byte in
            let kept = min(max(length - index * 8, 0), 8)
            return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }

    private static func bytes(of address: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, address, &v4) == 1 { return v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, address, &v6) == 1 ? v6 : nil
    }
}

extension AddressRange: CustomStringConvertible {
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return prefixLength == bytes.count * 8 ? address : "\(address)/\(prefixLength)"
    }
}
