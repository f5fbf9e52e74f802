// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One case: what is sent, what must come back, and what a worker must have seen. The notation is told in `Cases/README.md`.
struct CorpusCase: Sendable, CustomStringConvertible {
    enum Ending: String {
        case keep, close, cut
    }

    struct Status: Equatable {
        var code: Int
        var isToHEAD = false
    }

    struct Request {
        /// `[w1]`: the prefix it was reached by; nil: none.
        var prefix: String?
        var method = ""
        var target = ""
        var body: [UInt8] = []
        var has: [String] = []
        var lacks: [String] = []
        /// The worker may have seen its beginning, never its end.
        var isCut = false
    }

    enum Farewell: String {
        case close, reset
    }

    let file: String
    let title: String
    var sent: [UInt8] = []
    var endsInput = false
    var statuses: [Status] = []
    var ending = Ending.keep
    var has: [String] = []
    var lacks: [String] = []
    var body: [UInt8]?
    var requests: [Request] = []
    /// Nil: what a worker usually answers.
    var response: [UInt8]?
    var farewell: Farewell?

    var description: String { "\(file): \(title)" }

    /// Reads the cases of a file.
    static func read(_ text: String, file: String) throws -> [CorpusCase] {
        var cases: [CorpusCase] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("# ") { continue }
            if line.hasPrefix("== ") {
                cases.append(CorpusCase(file: file, title: String(line.dropFirst(3))))
                continue
            }
            guard !cases.isEmpty else {
                throw CorpusText.Malformed(description: "\(file):\(number + 1): before the first case")
            }
            do {
                try cases[cases.count - 1].read(line)
            } catch {
                throw CorpusText.Malformed(description: "\(file):\(number + 1): \(error)")
            }
        }
        return cases.map { $0.completed }
    }

    private var completed: CorpusCase {
        var copy = self
        if sent.isEmpty, !endsInput { copy.sent = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8) }
        return copy
    }

    mutating func read(_ line: Substring) throws {
        let (mark, rest) = Self.split(line)
        switch mark {
        case ">": sent += try CorpusText.bytes(rest)
        case ">eof": endsInput = true
        case "<": try readStatuses(rest)
        case "<+": has.append(String(rest))
        case "<-": lacks.append(rest.lowercased())
        case "<=": body = try CorpusText.bytes(rest)
        case "@": requests.append(try Self.request(rest))
        case "@~":
            var request = try Self.request(rest)
            request.isCut = true
            requests.append(request)
        case "@+": if !requests.isEmpty { requests[requests.count - 1].has.append(String(rest)) }
        case "@-": if !requests.isEmpty { requests[requests.count - 1].lacks.append(rest.lowercased()) }
        case "=": response = (response ?? []) + (try CorpusText.bytes(rest))
        case "=close", "=reset": farewell = Farewell(rawValue: String(mark.dropFirst()))
        default:
            guard mark.hasPrefix("@*"), let count = Int(mark.dropFirst(2)) else {
                throw CorpusText.Malformed(description: "'\(mark)' means nothing")
            }
            requests += Array(repeating: try Self.request(rest), count: count)
        }
    }

    /// The mark, and what stands behind one space.
    static func split(_ line: Substring) -> (mark: Substring, rest: Substring) {
        guard let space = line.firstIndex(of: " ") else { return (line, "") }
        return (line[..<space], line[line.index(after: space)...])
    }

    private mutating func readStatuses(_ text: Substring) throws {
        for word in text.split(separator: " ") {
            if let ending = Ending(rawValue: String(word)) {
                self.ending = ending
                continue
            }
            let parts = word.split(separator: "*")
            let status = parts[0].split(separator: "/")
            guard let code = Int(status[0]), let count = parts.count > 1 ? Int(parts[1]) : 1 else {
                throw CorpusText.Malformed(description: "'\(word)' is no status")
            }
            statuses += Array(repeating: Status(code: code, isToHEAD: status.count > 1), count: count)
        }
    }

    private static func request(_ text: Substring) throws -> Request {
        var request = Request()
        var rest = text
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            request.prefix = "/" + rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[end...].dropFirst(2)
        }
        let words = rest.split(separator: " ", maxSplits: 2)
        guard words.count >= 2 else { throw CorpusText.Malformed(description: "'\(text)' is no request") }
        request.method = String(words[0])
        request.target = String(decoding: try CorpusText.bytes(words[1]), as: UTF8.self)
        request.body = words.count > 2 ? try CorpusText.bytes(words[2]) : []
        return request
    }
}
