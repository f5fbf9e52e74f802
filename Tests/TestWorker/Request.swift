// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A request's head, and its body as it is read.
struct Request {
    let method: String
    let target: String
    let headers: [(name: String, value: String)]
    let keepsAlive: Bool
    let body: Body

    init(
        method: String,
        target: String,
        version: String,
        headers: [(name: String, value: String)],
        on connection: Connection
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        func header(_ name: String) -> String? {
            headers.last { $0.name.lowercased() == name }?.value.lowercased()
        }
        keepsAlive = version == "HTTP/1.1" && header("connection") != "close"
        body = Body(
            isChunked: header("transfer-encoding") == "chunked",
            length: header("content-length").flatMap { Int($0) } ?? 0,
            on: connection
        )
        if header("expect") == "100-continue", body.hasMore { connection.write("HTTP/1.1 100 Continue\r\n\r\n") }
    }

    var path: String { String(target.prefix { $0 != "?" }) }

    /// A number from the query.
    func number(_ name: String) -> Int? {
        let query = target.drop { $0 != "?" }.dropFirst()
        for pair in query.split(separator: "&") {
            let words = pair.split(separator: "=", maxSplits: 1)
            if words.count == 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }

    /// The bytes that follow the head, counted and thrown away.
    final class Body {
        private let isChunked: Bool
        private var left: Int
        private let connection: Connection
        private(set) var hasMore: Bool

        init(isChunked: Bool, length: Int, on connection: Connection) {
            self.isChunked = isChunked
            self.connection = connection
            left = isChunked ? 0 : length
            hasMore = isChunked || length > 0
        }

        /// How many bytes came; 0 at the end.
        func read() -> Int {
            guard hasMore else { return 0 }
            if isChunked, left == 0, !beginChunk() { return 0 }
            guard let count = connection.readBytes(atMost: left) else {
                hasMore = false
                return 0
            }
            left -= count
            if left == 0 {
                if isChunked { _ = connection.readLine() } else { hasMore = false }
            }
            return count
        }

        /// False: that was the last one.
        private func beginChunk() -> Bool {
            guard let line = connection.readLine(), let size = Int(line.prefix { $0 != ";" }, radix: 16) else {
                hasMore = false
                return false
            }
            left = size
            if size > 0 { return true }
            while let trailer = connection.readLine(), !trailer.isEmpty {}
            hasMore = false
            return false
        }
    }
}
