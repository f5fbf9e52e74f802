// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct TrustedNetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "1.2.3.4", true), ("10.0.0.0/9", "10.128.0.0", false),
        ("::1", "::1", true), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
        ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("::/0", "1.2.3.4", false), ("10.0.0.0/8", "unknown", false),
    ]) func anAddressBelongsToANetwork(_ network: String, _ address: String, _ belongs: Bool) throws {
        #expect(try #require(TrustedNetwork(network)).contains(address) == belongs)
    }

    @Test(arguments: [
        "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "::1/129", "x", "10.0.0.0/8/8", "/8",
    ])
    func whatIsNoNetworkIsRefused(_ text: String) {
        #expect(TrustedNetwork(text) == nil)
    }
}
