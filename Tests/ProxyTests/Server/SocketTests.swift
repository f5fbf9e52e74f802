// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import PlimsollTesting
import Testing

/// What the system knows of the sockets that were accepted.
struct SocketTests {
    @Test func nothingSmallWaitsForMoreToBeSent() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(HeadRelayTests.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(ServerTests.get)
            _ = try await client.take(through: "ok")
            let accepted = (0..<4096).filter { Self.isAccepted($0, port: proxy.port) }
            #expect(!accepted.isEmpty)
            for socket in accepted {
                var value: CInt = -1
                var length = socklen_t(MemoryLayout<CInt>.size)
                #expect(getsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &value, &length) == 0)
                #expect(value == 1)
            }
        }
    }

    /// Whether it is a connection of this process to that port of its own.
    private static func isAccepted(_ socket: CInt, port: Int) -> Bool {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getpeername(socket, address, &length) == 0 else { return false }
                length = socklen_t(MemoryLayout<sockaddr_in>.size)
                return getsockname(socket, address, &length) == 0
            }
        } && Int(UInt16(bigEndian: address.sin_port)) == port
    }
}
