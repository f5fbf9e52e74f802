// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What counts as one client: an IPv4 address, or a /64 of IPv6, which is the least that anybody is given.
struct ClientKey: Hashable {
    private let bits: UInt64

    init(_ address: IPAddress) {
        // No network of IPv6 begins with the 16 zeroes and 16 ones that IPv4 gets here.
        bits = address.isIPv4 ? address.low : address.high
    }
}
