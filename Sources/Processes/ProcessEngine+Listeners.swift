// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
package import Fleet
internal import Glibc

extension ProcessEngine {
    package func listeners(of worker: WorkerID) async -> [Endpoint] {
        guard let record = find(worker)?.record else { return [] }
        let processes = record.survivors()
        // All of a worker's processes are taken to share the first one's network.
        guard let first = processes.first else { return [] }
        let sockets = ["tcp", "tcp6"].flatMap { file in
            ListeningSocket.all(in: TextFile.read("/proc/\(first)/net/\(file)") ?? "")
        }
        guard !sockets.isEmpty else { return [] }
        let held = Set(processes.flatMap { Self.inodes(of: $0) })
        return sockets.filter { held.contains($0.inode) }.compactMap(\.endpoint)
    }

    /// Of the sockets it holds. None where this user may not look.
    private static func inodes(of process: Int32) -> [UInt64] {
        let folder = "/proc/\(process)/fd"
        return Folder.names(in: folder).compactMap { name in
            var target = [CChar](repeating: 0, count: 64)
            guard readlink("\(folder)/\(name)", &target, target.count - 1) > 0 else { return nil }
            let text = String(decoding: target.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            return text.hasPrefix("socket:[") ? UInt64(text.dropFirst(8).dropLast()) : nil
        }
    }
}

extension ListeningSocket {
    fileprivate var endpoint: Endpoint? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = address.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, address, &text, socklen_t(text.count)) != nil else { return nil }
        return .tcp(
            host: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
            port: port
        )
    }
}
