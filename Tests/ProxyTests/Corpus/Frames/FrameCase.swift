// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One case of frames. The notation is told in `Cases/README.md`.
struct FrameCase: Sendable, CustomStringConvertible {
    /// What becomes of one stream.
    struct Outcome {
        var status: Int?
        var body: [UInt8]?
        /// The name of the error it is reset with.
        var reset: String?
        var has: [String] = []
        var lacks: [String] = []
    }

    enum Ending: Equatable {
        case keep
        /// - Parameter error: a GOAWAY's. Nil: none is needed.
        case close(error: String?)
    }

    let file: String
    let title: String
    var isBare = false
    var frames: [FrameLine] = []
    var outcomes: [Int: Outcome] = [:]
    var ending = Ending.keep
    /// What a worker with HTTP/2 answers to each request. Empty: the worker has HTTP/1.1.
    var answer: [FrameLine] = []
    private var isInAnswer = false
    /// What the worker is to see, and what it answers.
    var worker: CorpusCase

    var description: String { "\(file): \(title)" }

    func sent() throws -> [UInt8] {
        var bytes: [UInt8] = []
        if !isBare {
            bytes += FrameBytes.preface + FrameBytes.frame(type: 4, stream: 0)
            bytes += FrameBytes.frame(type: 4, flags: 1, stream: 0)
        }
        for frame in frames { bytes += try frame.bytes() }
        return bytes
    }

    init(file: String, title: String, worker: CorpusCase) {
        self.file = file
        self.title = title
        self.worker = worker
    }

    static func read(_ text: String, file: String) throws -> [FrameCase] {
        var cases: [FrameCase] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("# ") { continue }
            if line.hasPrefix("== ") {
                let title = String(line.dropFirst(3))
                cases.append(FrameCase(file: file, title: title, worker: CorpusCase(file: file, title: title)))
                continue
            }
            do {
                try cases[cases.count - 1].read(line)
            } catch {
                throw CorpusText.Malformed(description: "\(file):\(number + 1): \(error)")
            }
        }
        return cases
    }

    private mutating func read(_ line: Substring) throws {
        let (mark, rest) = CorpusCase.split(line)
        switch mark {
        case ">":
            frames.append(try FrameLine(rest))
            isInAnswer = false
        case "=>":
            answer.append(try FrameLine(rest))
            isInAnswer = true
        case ">bare": isBare = true
        case "+" where isInAnswer, "+!" where isInAnswer, "+x" where isInAnswer:
            try answer[answer.count - 1].add(mark, rest)
        case "+", "+!", "+x":
            guard !frames.isEmpty else { throw CorpusText.Malformed(description: "a field without a frame") }
            try frames[frames.count - 1].add(mark, rest)
        case "<": try readOutcome(rest)
        case "<+": try change(rest) { $0.has.append(String($1)) }
        case "<-": try change(rest) { $0.lacks.append(String($1)) }
        default: try worker.read(line)
        }
    }

    private mutating func change(_ text: Substring, _ body: (inout Outcome, Substring) -> Void) throws {
        let (stream, rest) = CorpusCase.split(text)
        guard let stream = Int(stream) else { throw CorpusText.Malformed(description: "no stream") }
        body(&outcomes[stream, default: Outcome()], rest)
    }

    private mutating func readOutcome(_ text: Substring) throws {
        let words = text.split(separator: " ", maxSplits: 2)
        switch words.first {
        case "goaway": ending = .close(error: words.count > 1 ? String(words[1]) : nil)
        case "close": ending = .close(error: nil)
        default:
            guard let stream = words.first.flatMap({ Int($0) }), words.count > 1 else {
                throw CorpusText.Malformed(description: "'\(text)' is no outcome")
            }
            if words[1] == "reset" {
                outcomes[stream, default: Outcome()].reset = words.count > 2 ? String(words[2]) : nil
            } else {
                outcomes[stream, default: Outcome()].status = Int(words[1])
                if words.count > 2 { outcomes[stream, default: Outcome()].body = try CorpusText.bytes(words[2]) }
            }
        }
    }
}
