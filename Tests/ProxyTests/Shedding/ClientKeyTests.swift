// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct ClientKeyTests {
    @Test(arguments: [
        ("1.2.3.4", "1.2.3.4", true), ("1.2.3.4", "1.2.3.5", false), ("1.2.3.4", "::ffff:1.2.3.4", true),
        ("2001:db8::1", "2001:db8::2", true), ("2001:db8:0:0:ffff::1", "2001:db8::", true),
        ("2001:db8:0:1::1", "2001:db8::1", false), ("::", "0.0.0.0", false),
    ]) func anAddressOrASixtyFourIsOneClient(_ one: String, _ other: String, _ isSame: Bool) throws {
        let (left, right) = (try #require(IPAddress(one)), try #require(IPAddress(other)))
        #expect((ClientKey(left) == ClientKey(right)) == isSame)
    }

    @Test func connectionsAreCountedForEachAndForgotten() throws {
        let connections = ClientConnections()
        let keys = try ["1.2.3.4", "2001:db8::1"].map { ClientKey(try #require(IPAddress($0))) }
        #expect(connections.enter(keys[0], atMost: 2))
        #expect(connections.enter(keys[0], atMost: 2))
        #expect(!connections.enter(keys[0], atMost: 2))
        #expect(connections.enter(keys[1], atMost: 2))
        connections.leave(keys[0])
        #expect(connections.enter(keys[0], atMost: 2))
        for key in [keys[0], keys[0], keys[1]] { connections.leave(key) }
        #expect(connections.clients == 0)
    }
}
