// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct TrustedNetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "1.2.3.4", true), ("10.0.0.0/9", "10.128.0.0", false),
        ("::1", "::1", true), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
        ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("::/0", "1.2.3.4", false), ("::/0", "2001:db8::1", true),
        ("fd00:1::/36", "fd00:1::5", true),
        ("2001:db8::/65", "2001:db8::7fff:0:0:1", true), ("2001:db8::/65", "2001:db8::8000:0:0:1", false),
        ("::ffff:10.0.0.0/104", "10.9.9.9", true),
    ]) func anAddressBelongsToANetwork(_ network: String, _ address: String, _ belongs: Bool) throws {
        #expect(try #require(TrustedNetwork(network)).contains(try #require(IPAddress(address))) == belongs)
    }

    @Test(arguments: [
        "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "::1/129", "x", "10.0.0.0/8/8", "/8",
    ])
    func whatIsNoNetworkIsRefused(_ text: String) {
        #expect(TrustedNetwork(text) == nil)
    }
}
