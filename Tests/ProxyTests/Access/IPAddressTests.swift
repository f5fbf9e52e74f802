// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Proxy

struct IPAddressTests {
    @Test(arguments: [
        ("1.2.3.4", "1.2.3.4"), ("::ffff:1.2.3.4", "1.2.3.4"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::", "::"),
        ("255.255.255.255", "255.255.255.255"), ("::1", "::1"),
    ]) func anAddressIsReadAndWritten(_ text: String, _ written: String) throws {
        let address = try #require(IPAddress(text))
        #expect(String(decoding: address.text, as: UTF8.self) == written)
        #expect(IPAddress(try SocketAddress(ipAddress: text, port: 1)) == address)
    }

    @Test(arguments: ["", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4\0", " 1.2.3.4", "::g", "1::2::3", "[::1]", "::1%lo"])
    func whatIsNoAddressIsNone(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func aSocketOfAFileHasNone() throws {
        #expect(IPAddress(try SocketAddress(unixDomainSocketPath: "/tmp/x")) == nil)
        #expect(IPAddress(nil as SocketAddress?) == nil)
    }
}
