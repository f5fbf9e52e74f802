// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Synchronization

/// Runs one case of frames against the real proxy, with a worker that parses strictly.
struct FrameRun: RawRun {
    let subject: FrameCase
    let pieces: [[UInt8]]

    /// Asked at the end of a connection that is kept.
    private static let probe = 99_999

    func run() async throws -> String? {
        let record = CorpusRun.Record()
        let subject = subject
        let worker = subject.worker
        var options = TestProxy.Options()
        options.extraPaths = ["/w1": .open, "/admin": .bearer]
        options.timeouts.goodbye = .milliseconds(300)
        // Byte by byte a head takes its time on a busy machine.
        options.timeouts.head = .seconds(120)
        options.workerProtocol = subject.answer.isEmpty ? .http1 : .h2c
        let script: StubWorker.Script = { wire in
            if subject.answer.isEmpty {
                try await CorpusRun.serve(wire, worker, record)
            } else {
                try await FrameWorker.serve(wire, subject, record)
            }
        }
        return try await TestProxy.run(options, script: script) { proxy in
            let client = try await proxy.connect()
            do {
                for piece in pieces { try await client.send(piece) }
            } catch {
                // It may have been told to go in the middle.
            }
            do {
                try await eventually("the outcome", within: .seconds(20)) { isOver(client) }
                if subject.ending == .keep {
                    let probe = try FrameLine("REQUEST \(Self.probe) GET /probe end").bytes()
                    try await client.send(probe)
                    try await eventually("the probe's answer", within: .seconds(10)) {
                        answers(of: client)?.streams[Self.probe]?.isOver == true || client.hasEnded
                    }
                }
            } catch {
                return "\(error); so far: \(String(describing: answers(of: client)))"
            }
            let bytes = client.receivedBytes
            await client.close()
            return judge(try FrameAnswers(bytes)) ?? judge(record)
        }
    }

    private func answers(of client: Wire) -> FrameAnswers? { try? FrameAnswers(client.receivedBytes) }

    private func isOver(_ client: Wire) -> Bool {
        guard subject.ending == .keep else { return client.hasEnded }
        guard let answers = answers(of: client) else { return true }
        return client.hasEnded
            || subject.outcomes.allSatisfy { stream, wanted in
                guard let got = answers.streams[stream] else { return false }
                // One may follow a whole answer.
                return wanted.reset == nil ? got.isOver : got.reset != nil
            }
    }

    // MARK: The judgement

    private func judge(_ answers: FrameAnswers) -> String? {
        switch subject.ending {
        case .keep:
            guard answers.goAway == nil else { return "GOAWAY \(answers.goAway ?? "")" }
            guard answers.streams[Self.probe]?.statuses == [200] else { return "the probe got no answer" }
        case .close(let error):
            if let error, answers.goAway != error { return "GOAWAY \(answers.goAway ?? "none")" }
        }
        for (stream, wanted) in subject.outcomes {
            let got = answers.streams[stream] ?? FrameAnswers.Stream()
            if let status = wanted.status, got.statuses.last != status {
                return "stream \(stream) got \(got.statuses), \(got.reset ?? "no reset")"
            }
            if wanted.status == nil, !got.statuses.isEmpty { return "stream \(stream) got \(got.statuses)" }
            if let body = wanted.body, body != got.body {
                return "the body of \(stream) was \(String(decoding: got.body, as: UTF8.self).debugDescription)"
            }
            if got.reset != wanted.reset { return "stream \(stream) was reset: \(got.reset ?? "not")" }
            let lines = got.fields.map { "\($0.name): \($0.value)" }
            if let line = wanted.has.first(where: { !lines.contains($0) }) {
                return "\(stream) lacked \(line): \(lines)"
            }
            if let name = wanted.lacks.first(where: { name in got.fields.contains { $0.name == name } }) {
                return "\(stream) had \(name)"
            }
        }
        return nil
    }

    private func judge(_ record: CorpusRun.Record) -> String? {
        if let violation = record.violations.withLock({ $0.first }) { return "the worker was sent \(violation)" }
        // One without a body may have been served before the connection ended.
        let uncertain = subject.worker.requests.filter { $0.isCut && $0.method == "GET" }.map(\.target)
        let seen = record.requests.withLock { $0 }.filter { $0.target != "/probe" && !uncertain.contains($0.target) }
            .sorted { $0.target < $1.target }
        let wanted = subject.worker.requests.filter { !$0.isCut }.sorted { $0.target < $1.target }
        guard seen.count == wanted.count else { return "the worker saw \(seen.map { "\($0.method) \($0.target)" })" }
        for (request, wanted) in zip(seen, wanted) {
            if let difference = request.difference(from: wanted) { return difference }
        }
        return nil
    }
}
