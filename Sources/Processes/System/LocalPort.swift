// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// TCP ports of this host.
enum LocalPort {
    static let any = in_addr_t(0)
    static let loopback = in_addr_t(0x7F00_0001)

    /// A port nobody listens on at this moment at any address: many servers want it at all of them. Nothing keeps others from taking
    /// it before the worker does.
    static func free(except taken: Set<Int>) throws(SystemError) -> Int {
        for _ in 0..<100 {
            let port = try bind(0, at: any)
            if !taken.contains(port) { return port }
        }
        throw SystemError("cannot find a free port", code: EADDRINUSE)
    }

    /// Whether somebody listens on it at 127.0.0.1, where every worker has to.
    static func isTaken(_ port: Int) -> Bool {
        do throws(SystemError) {
            _ = try bind(port, at: loopback)
            return false
        } catch {
            return error.code == EADDRINUSE
        }
    }

    /// Takes a port, or any that is free for 0, and gives it back at once.
    static func bind(_ port: Int, at host: in_addr_t) throws(SystemError) -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("cannot make a socket") }
        defer { close(descriptor) }
        // Connections of the worker before, that wait out their time, do not take the port.
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = host.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
                    ? 0 : errno
            }
        }
        guard code == 0 else { throw SystemError("cannot use port \(port)", code: code) }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
