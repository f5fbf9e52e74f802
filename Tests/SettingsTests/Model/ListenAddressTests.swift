// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Settings

/// What is said to clash is what the kernel refuses: two listeners at a time, bound as the proxy binds them.
struct ListenAddressTests {
    private static let hosts = ["0.0.0.0", "::", "127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0"]

    @Test(arguments: hosts, hosts)
    func clashesAreThoseOfTheKernel(one: String, other: String) throws {
        // Somebody else may have the port at the other address: a true clash is one on every port.
        let isRefused = try (0..<5).allSatisfy { _ in try Self.kernelRefuses(one, beside: other) }
        let clashes = ListenAddress(host: one, port: 80).clashes(with: ListenAddress(host: other, port: 80))
        #expect(clashes == isRefused)
    }

    private static func kernelRefuses(_ one: String, beside other: String) throws -> Bool {
        let first = try listen(at: one, port: 0)
        let descriptor = try #require(first.descriptor, "errno \(first.code) at \(one)")
        defer { close(descriptor) }
        let second = try listen(at: other, port: first.port)
        if let descriptor = second.descriptor { close(descriptor) }
        #expect(second.descriptor != nil || second.code == EADDRINUSE)
        return second.descriptor == nil
    }

    @Test func anyFreePortClashesWithNothing() {
        #expect(!ListenAddress(port: 0).clashes(with: ListenAddress(port: 0)))
    }

    private static func listen(at host: String, port: Int) throws -> (descriptor: Int32?, port: Int, code: Int32) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        try #require(getaddrinfo(host, "\(port)", &hints, &list) == 0)
        defer { freeaddrinfo(list) }
        let address = try #require(list).pointee
        let descriptor = socket(address.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, Glibc.listen(descriptor, 1) == 0 else {
            let code = errno
            close(descriptor)
            return (nil, port, code)
        }
        var name = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        // The port is at the same place in both families.
        return (descriptor, Int(in_port_t(bigEndian: name.sin6_port)), 0)
    }
}
