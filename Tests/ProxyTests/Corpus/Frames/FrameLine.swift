// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One frame of a case, and the fields of its block.
struct FrameLine {
    private let words: [Substring]
    private let text: Substring
    let repetitions: Int
    var block: [UInt8] = []

    init(_ line: Substring) throws {
        var words = line.split(separator: " ", maxSplits: 12, omittingEmptySubsequences: true)
        guard let first = words.first else { throw CorpusText.Malformed(description: "no frame") }
        if first.hasPrefix("*"), let count = Int(first.dropFirst()) {
            repetitions = count
            words.removeFirst()
        } else {
            repetitions = 1
        }
        // What stands behind a bar is the payload.
        if let bar = words.firstIndex(of: "|") {
            text = line[words[bar].endIndex...].dropFirst()
            words = Array(words[..<bar])
        } else {
            text = ""
        }
        self.words = words
    }

    /// `+ name: value`; `+! name: value` for one that goes into the table; `+x bytes` for what is no field.
    mutating func add(_ mark: Substring, _ line: Substring) throws {
        if mark == "+x" { return block += try CorpusText.bytes(line) }
        guard let colon = line.dropFirst().firstIndex(where: { $0 == ":" }) ?? line.firstIndex(of: ":") else {
            throw CorpusText.Malformed(description: "'\(line)' is no field")
        }
        let name = try CorpusText.bytes(line[..<colon])
        let value = try CorpusText.bytes(line[line.index(after: colon)...].dropFirst())
        block += mark == "+!" ? FrameBytes.kept(name, value) : FrameBytes.field(name, value)
    }

    func bytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for round in 0..<repetitions { bytes += try one(streamOffset: 2 * round) }
        return bytes
    }

    /// On another stream than the one it names.
    func bytes(on stream: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<repetitions { bytes += try one(streamOffset: 0, on: stream) }
        return bytes
    }

    private func one(streamOffset: Int, on given: Int? = nil) throws -> [UInt8] {
        let payload = try CorpusText.bytes(text)
        var stream = words.count > 1 ? Int(words[1]) ?? 0 : 0
        if stream > 0, repetitions > 1 { stream += streamOffset }
        if let given, stream > 0 { stream = given }
        if words.contains("same") { stream -= streamOffset }
        switch words[0] {
        case "raw": return payload
        case "DATA": return FrameBytes.frame(type: 0, flags: flags, stream: stream, padded(payload))
        case "HEADERS": return FrameBytes.frame(type: 1, flags: flags | ends, stream: stream, padded(priority + block))
        case "REQUEST":
            var fields: [UInt8] = []
            let pseudo = [(":method", words[2]), (":scheme", "http"), (":path", words[3]), (":authority", "h")]
            for (name, value) in pseudo { fields += FrameBytes.field(Array(name.utf8), try CorpusText.bytes(value)) }
            var bytes = FrameBytes.frame(
                type: 1,
                flags: flags | ends,
                stream: stream,
                padded(priority + fields + block)
            )
            if words.contains("reset") { bytes += FrameBytes.frame(type: 3, stream: stream, FrameBytes.number(8)) }
            return bytes
        case "PRIORITY":
            return FrameBytes.frame(type: 2, stream: stream, FrameBytes.number(UInt32(try number(2))) + [16])
        case "RST_STREAM": return FrameBytes.frame(type: 3, stream: stream, FrameBytes.number(UInt32(try number(2))))
        case "SETTINGS":
            if words.contains("ack") { return FrameBytes.frame(type: 4, flags: 1, stream: 0) }
            var settings: [UInt8] = []
            for word in words.dropFirst() {
                let parts = word.split(separator: "=").compactMap { UInt32($0) }
                settings += FrameBytes.number(parts[0]).suffix(2) + FrameBytes.number(parts[1])
            }
            return FrameBytes.frame(type: 4, stream: 0, settings)
        case "PUSH_PROMISE":
            return FrameBytes.frame(type: 5, flags: 4, stream: stream, FrameBytes.number(2) + block)
        case "PING": return FrameBytes.frame(type: 6, stream: 0, Array("12345678".utf8))
        case "GOAWAY": return FrameBytes.frame(type: 7, stream: 0, FrameBytes.number(0) + FrameBytes.number(0))
        case "WINDOW_UPDATE":
            return FrameBytes.frame(type: 8, stream: stream, FrameBytes.number(UInt32(try number(2))))
        case "CONTINUATION": return FrameBytes.frame(type: 9, flags: ends, stream: stream, block)
        case "FRAME":
            return FrameBytes.frame(
                type: UInt8(try number(2)),
                flags: UInt8(try number(3)),
                stream: stream,
                payload + block
            )
        default: throw CorpusText.Malformed(description: "'\(words[0])' is no frame")
        }
    }

    private var flags: UInt8 {
        var flags: UInt8 = words.contains("end") ? 1 : 0
        if padding != nil { flags |= 8 }
        if !priority.isEmpty { flags |= 32 }
        return flags
    }

    private var ends: UInt8 { words.contains("open") ? 0 : 4 }

    private var padding: Int? { option("padded") }

    private var priority: [UInt8] { option("after").map { FrameBytes.number(UInt32($0)) + [16] } ?? [] }

    private func option(_ name: String) -> Int? {
        words.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    /// A length that is longer than the frame is left as it is: that is what a case is about.
    private func padded(_ payload: [UInt8]) -> [UInt8] {
        guard let padding else { return payload }
        let bytes = words.contains("short") ? 0 : padding
        return [UInt8(padding)] + payload + Array(repeating: 0, count: bytes)
    }

    private func number(_ index: Int) throws -> Int {
        guard words.count > index, let number = Int(words[index]) else {
            throw CorpusText.Malformed(description: "no number in '\(words)'")
        }
        return number
    }
}
