// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Synchronization

/// Runs one case against the real proxy, with a worker that parses strictly.
struct CorpusRun: RawRun {
    let subject: CorpusCase
    /// How the client's bytes are cut; each piece is sent by itself.
    let pieces: [[UInt8]]
    /// Nil: without TLS.
    var certificates: CertificateStore?

    /// How a run ended, as seen by the worker.
    final class Record: Sendable {
        let requests = Mutex<[SeenRequest]>([])
        let violations = Mutex<[String]>([])
    }

    /// Asked at the end of a connection that is kept: that it is answered, and seen as it is, shows that both sides are in step.
    private static let probe = "GET /probe HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n"

    func run() async throws -> String? {
        let record = Record()
        let subject = subject
        var options = TestProxy.Options()
        options.extraPaths = ["/w1": .open, "/w10": .open, "/admin": .bearer]
        options.certificates = certificates
        return try await TestProxy.run(options, script: { try await Self.serve($0, subject, record) }) { proxy in
            let client = try await certificates == nil ? proxy.connect() : proxy.connectSecurely()
            await send(on: client)
            do {
                try await eventually("the end of the connection", within: .seconds(20)) { client.hasEnded }
            } catch {
                return "no end; so far: \(client.received.debugDescription)"
            }
            let answer = client.receivedBytes
            await client.close()
            return try judge(answer) ?? judge(record, proxy.worker.connections)
        }
    }

    /// The proxy may refuse in the middle and close: that the rest cannot be sent is no failure.
    private func send(on client: Wire) async {
        do {
            for piece in pieces { try await client.send(piece) }
            if subject.ending == .keep { try await client.send(Self.probe) }
            if subject.endsInput { try await client.finishSending() }
        } catch {
            return
        }
    }

    // MARK: The worker

    static func serve(_ wire: Wire, _ subject: CorpusCase, _ record: Record) async throws {
        var taken = 0
        while true {
            var found: (request: SeenRequest, end: Int)?
            var hasTold = false
            do {
                while found == nil {
                    // The end is asked for first: what came before it is there then.
                    let hasEnded = wire.hasEnded
                    let count = wire.receivedCount
                    switch try SeenRequest.read(wire.receivedBytes[taken...]) {
                    case .complete(let request, let end): found = (request, end)
                    case .incomplete(let expectsContinue):
                        if hasEnded {
                            let isHalf = wire.receivedCount > taken && !subject.requests.contains(where: \.isCut)
                            if isHalf { record.violations.withLock { $0.append("half a request") } }
                            return
                        }
                        if expectsContinue, !hasTold {
                            hasTold = true
                            try await wire.send("HTTP/1.1 100 Continue\r\n\r\n")
                        }
                        try await eventually("more", within: .seconds(60)) {
                            wire.receivedCount > count || wire.hasEnded
                        }
                    }
                }
            } catch let violation as StrictFields.Violation {
                record.violations.withLock { $0.append(violation.description) }
                return await wire.close()
            }
            guard let found else { return }
            taken = found.end
            record.requests.withLock { $0.append(found.request) }
            guard try await answer(found.request, on: wire, subject) else { return }
        }
    }

    /// - Returns: whether the connection goes on.
    private static func answer(_ request: SeenRequest, on wire: Wire, _ subject: CorpusCase) async throws -> Bool {
        guard let response = subject.response, request.target != "/probe" else {
            let isToHEAD = request.method == "HEAD"
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (isToHEAD ? "" : "ok"))
            return true
        }
        try await wire.send(response)
        switch subject.farewell {
        case nil: return true
        case .close: await wire.close()
        case .reset: try await wire.reset()
        }
        return false
    }

    // MARK: The judgement

    private func judge(_ answer: [UInt8]) throws -> String? {
        let responses: [AnsweredResponse]
        do {
            responses = try AnsweredResponse.read(answer, awaiting: subject.statuses)
        } catch {
            return "the client got \(error)"
        }
        var wanted = subject.statuses.map(\.code)
        if subject.ending == .keep { wanted.append(200) }
        guard responses.map(\.status) == wanted else {
            return "the client got \(responses.map(\.status)): \(String(decoding: answer.prefix(2000), as: UTF8.self))"
        }
        if let last = responses.last {
            guard last.isCut == (subject.ending == .cut) else { return last.isCut ? "it was cut" : "it was not cut" }
            guard subject.ending == .cut || last.fields.values("connection").contains("close") else {
                return "the last answer does not say that it is the last"
            }
        }
        let present = subject.ending == .keep ? responses.dropLast() : responses[...]
        return present.last?.difference(from: subject)
    }

    private func judge(_ record: Record, _ connections: [Wire]) -> String? {
        if let violation = record.violations.withLock({ $0.first }) { return "the worker was sent \(violation)" }
        let seen = record.requests.withLock { $0 }
        var wanted = subject.requests.filter { !$0.isCut }
        if subject.ending == .keep { wanted.append(.init(method: "GET", target: "/probe")) }
        guard seen.count == wanted.count else {
            return "the worker saw \(seen.map { "\($0.method) \($0.target)" }), not \(wanted.count)"
        }
        for (request, wanted) in zip(seen, wanted) {
            if let difference = request.difference(from: wanted) { return difference }
        }
        return nil
    }
}
