// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One client's connection: requests come in one after the other, each answered before the next is read.
final class Connection {
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var isBroken = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Whether another request may follow.
    func serveOne(_ answer: (Request, Connection) -> Void) -> Bool {
        guard let request = readRequest() else { return false }
        answer(request, self)
        // What the answer left unread of the request belongs to it, not to the next one.
        while request.body.hasMore, !isBroken { _ = request.body.read() }
        return !isBroken && request.keepsAlive
    }

    func respond(_ status: String, type: String = "application/json", _ text: String, to request: Request) {
        var head = "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(text.utf8.count)\r\n"
        if !request.keepsAlive { head += "Connection: close\r\n" }
        write(head + "\r\n" + (request.method == "HEAD" ? "" : text))
    }

    func beginChunks(type: String) {
        write(
            "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\nCache-Control: no-store\r\n\r\n"
        )
    }

    func chunk(_ text: String) {
        write(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
    }

    func endChunks() { write("0\r\n\r\n") }

    /// Whether the client is still there to write to.
    var isOpen: Bool { !isBroken }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count, !isBroken {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 { sent += count } else if !(count < 0 && errno == EINTR) { isBroken = true }
        }
    }

    /// The bytes up to and without CR LF; nil: the client is gone, or the line is too long.
    func readLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                var line = pending[..<end]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                let text = String(decoding: line, as: UTF8.self)
                pending.removeFirst(end + 1)
                return text
            }
            guard pending.count < 65536, fill() else { return nil }
        }
    }

    /// At most this many bytes; nil: the client is gone.
    func readBytes(atMost limit: Int) -> Int? {
        if pending.isEmpty, !fill() { return nil }
        let count = min(limit, pending.count)
        pending.removeFirst(count)
        return count
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 {
                pending += chunk[..<count]
                return true
            }
            guard count < 0, errno == EINTR else {
                isBroken = true
                return false
            }
        }
    }

    private func readRequest() -> Request? {
        guard let first = readLine() else { return nil }
        let words = first.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3 else { return nil }
        var headers: [(name: String, value: String)] = []
        while let line = readLine() {
            if line.isEmpty {
                return Request(method: words[0], target: words[1], version: words[2], headers: headers, on: self)
            }
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append((String(line[..<colon]), String(value)))
        }
        return nil
    }
}
