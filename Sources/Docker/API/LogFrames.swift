// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The engine's log stream: output and error in frames of `[stream, 0, 0, 0, length (4 bytes, big-endian)]` and that many bytes; or,
/// for a container with a terminal, bytes as they are. Keeps the last lines only, each cut at `longestLine` bytes.
struct LogFrames {
    private enum State {
        case start
        case header([UInt8])
        case payload(stream: Int, left: Int)
        case raw
    }

    private let limit: Int
    private var state = State.start
    private var partial: [[UInt8]] = [[], [], []]
    private var kept: [String] = []
    private var next = 0

    static let longestLine = 8192

    /// - Parameter limit: how many lines to keep, at least 1.
    init(keeping limit: Int) {
        self.limit = max(1, limit)
    }

    mutating func feed(_ bytes: some Collection<UInt8>) {
        var rest = bytes[...]
        while let first = rest.first {
            switch state {
            case .start:
                state = first <= 2 ? .header([]) : .raw
            case .raw:
                take(rest, stream: 1)
                return
            case .header(var header):
                let missing = rest.prefix(8 - header.count)
                header += missing
                rest = rest.dropFirst(missing.count)
                guard header.count == 8 else {
                    state = .header(header)
                    return
                }
                let length = header[4...].reduce(0) { $0 << 8 | Int($1) }
                state = length == 0 ? .header([]) : .payload(stream: min(Int(header[0]), 2), left: length)
            case .payload(let stream, let left):
                let part = rest.prefix(left)
                take(part, stream: stream)
                rest = rest.dropFirst(part.count)
                state = part.count == left ? .header([]) : .payload(stream: stream, left: left - part.count)
            }
        }
    }

    /// The lines in the order in which they ended, oldest first, with what had no line end yet as the last.
    mutating func finish() -> [String] {
        for stream in partial.indices where !partial[stream].isEmpty { endLine(of: stream) }
        return Array(kept[next...]) + kept[..<next]
    }

    private mutating func take(_ bytes: some Collection<UInt8>, stream: Int) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                endLine(of: stream)
            } else if partial[stream].count < Self.longestLine {
                partial[stream].append(byte)
            }
        }
    }

    private mutating func endLine(of stream: Int) {
        if partial[stream].last == UInt8(ascii: "\r") { partial[stream].removeLast() }
        let line = String(decoding: partial[stream], as: UTF8.self)
        partial[stream].removeAll(keepingCapacity: true)
        if kept.count < limit {
            kept.append(line)
        } else {
            kept[next] = line
            next = (next + 1) % limit
        }
    }
}
