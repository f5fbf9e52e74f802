// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
package import Fleet
internal import Glibc

/// Asks a worker over TCP, as plainly as can be.
package enum EngineContractProbe {
    /// `get` off the threads that tasks run on: an address that is gone holds its caller for seconds.
    package static func ask(_ path: String, from endpoint: Endpoint) async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: get(path, from: endpoint)) }
        }
    }

    package static func answers(_ endpoint: Endpoint) -> Bool {
        get("/", from: endpoint) != nil
    }

    /// The body of an answer 200. Nil: there was none within five seconds.
    package static func get(_ path: String, from endpoint: Endpoint) -> String? {
        guard case .tcp(let host, let port) = endpoint, let descriptor = connection(to: host, port) else { return nil }
        defer { close(descriptor) }
        let request = Array("GET \(path) HTTP/1.0\r\nHost: worker\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            answer += chunk[..<count]
        }
        let text = String(decoding: answer, as: UTF8.self)
        guard text.hasPrefix("HTTP/1."), text.dropFirst(8).hasPrefix(" 200"),
            let end = text.firstRange(of: "\r\n\r\n")
        else { return nil }
        return String(text[end.upperBound...])
    }

    private static func connection(to host: String, _ port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        let isConnected =
            inet_pton(AF_INET, host, &address.sin_addr) == 1
            && withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        if isConnected { return descriptor }
        close(descriptor)
        return nil
    }
}
