// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// What the system holds of TCP connections over these ports of this host, at both of their ends.
struct SocketQueues {
    let ports: [Int]

    /// Bytes that were sent and are not received, and that were received and are not read.
    func bytes() throws -> Int {
        try Self.table().reduce(0) { sum, socket in
            ports.contains(socket.port) || ports.contains(socket.peersPort) ? sum + socket.unsent + socket.unread : sum
        }
    }

    /// The same once nothing moves any more: acknowledgements may be 40 ms late.
    func settledBytes() async throws -> Int {
        var last = try bytes()
        var since = ContinuousClock.now
        try await eventually("nothing moves") {
            let now = try bytes()
            if now != last { (last, since) = (now, .now) }
            return ContinuousClock.now - since > .milliseconds(80)
        }
        return last
    }

    /// Bytes that lie unread at this host's end of connections to the port.
    static func unread(at port: Int) throws -> Int {
        try table().reduce(0) { $1.port == port ? $0 + $1.unread : $0 }
    }

    private struct Socket {
        let port: Int
        let peersPort: Int
        let unsent: Int
        let unread: Int
    }

    private static func table() throws -> [Socket] {
        let file = try #require(FileHandle(forReadingAtPath: "/proc/net/tcp"))
        defer { try? file.close() }
        let text = try String(decoding: file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let words = line.split(separator: " ")
            // What a listener has in these places counts connections.
            guard words.count > 4, words[3] != "0A" else { return nil }
            let numbers = [words[1], words[2], words[4]].flatMap { $0.split(separator: ":") }.map { Int($0, radix: 16) }
            guard numbers.count == 6, let port = numbers[1], let peersPort = numbers[3], let unsent = numbers[4],
                let unread = numbers[5]
            else { return nil }
            return Socket(port: port, peersPort: peersPort, unsent: unsent, unread: unread)
        }
    }
}
