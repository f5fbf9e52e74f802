// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// PROXY headers, put together as the specification says.
enum Announcement {
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    static let ipv4: [UInt8] = [1, 2, 3, 4, 10, 0, 0, 1, 0x30, 0x39, 0, 80]
    static let ipv6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [7] + Array(repeating: 0, count: 16) + [
            0, 1, 0, 80,
        ]
    static let unix = Array("/run/client".utf8) + Array(repeating: UInt8(0), count: 97 + 108)

    static func binary(
        _ family: UInt8,
        _ rest: [UInt8],
        command: UInt8 = 0x21,
        length: Int? = nil
    ) -> [UInt8] {
        let count = length ?? rest.count
        return signature + [command, family, UInt8(count >> 8), UInt8(count & 0xFF)] + rest
    }

    static func record(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
    }
}
