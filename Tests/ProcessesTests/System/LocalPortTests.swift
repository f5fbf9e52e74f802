// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Processes

/// Which ports workers may get.
struct LocalPortTests {
    @Test func aPortThatIsTakenAtAnotherAddressIsNoneForAServerOfAll() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0002).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                #expect(bind(listener, address, length) == 0 && listen(listener, 1) == 0)
                #expect(getsockname(listener, address, &length) == 0)
            }
        }
        let port = Int(in_port_t(bigEndian: address.sin_port))
        #expect(try LocalPort.bind(port, at: LocalPort.loopback) == port)
        #expect(throws: SystemError.self) { try LocalPort.bind(port, at: LocalPort.any) }
        #expect(try LocalPort.free(except: []) != port)
    }
}
