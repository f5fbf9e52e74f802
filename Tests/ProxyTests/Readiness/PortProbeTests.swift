// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import NIOPosix
import PlimsollTesting
import Proxy
import Synchronization
import Testing

/// What a worker's port has to say before requests are sent to it, over real sockets.
struct PortProbeTests {
    private static let inHTTP2 = Readiness.answersInHTTP2(path: "/ready", status: nil)

    /// Asks until a worker that should be ready is, and until one that should not has had its say: one try is over in a second, which a
    /// busy machine may need for itself.
    private static func expect(
        _ isReady: Bool,
        _ readiness: Readiness,
        isForwarded: Bool = false,
        hasBeenAsked: () -> Bool = { true },
        _ script: @escaping StubWorker.Script
    ) async throws {
        let worker = try await StubWorker.start(script)
        let launched = LaunchedWorker(
            id: WorkerID("1"),
            endpoint: .tcp(host: "127.0.0.1", port: worker.port),
            isForwarded: isForwarded
        )
        let probe = PortProbe(group: MultiThreadedEventLoopGroup.singleton)
        if isReady {
            try await eventually("ready") { await probe.answers(launched, readiness: readiness) }
        } else {
            try await eventually("asked") {
                #expect(await !probe.answers(launched, readiness: readiness))
                return hasBeenAsked()
            }
        }
        await worker.stop()
    }

    /// A worker that answers every stream with these frames, in the notation of the corpus.
    private static func framed(_ lines: String, _ record: CorpusRun.Record = .init()) throws -> StubWorker.Script {
        let subject = try FrameCase.read("== test\n" + lines, file: "test")[0]
        return { wire in try await FrameWorker.serve(wire, subject, record) }
    }

    @Test(arguments: [(200, true), (204, true), (302, true), (404, false), (500, false), (503, false)])
    func aWorkerWithHTTP2IsReadyByItsStatus(_ status: Int, _ isReady: Bool) async throws {
        let record = CorpusRun.Record()
        let worker = try Self.framed("=> HEADERS 1 end\n+ :status: \(status)", record)
        try await Self.expect(
            isReady,
            Self.inHTTP2,
            hasBeenAsked: { record.requests.withLock { !$0.isEmpty } },
            worker
        )
        let seen = record.requests.withLock { $0 }
        #expect(seen.allSatisfy { $0.method == "GET" && $0.target == "/ready" })
        #expect(record.violations.withLock { $0 } == [])
    }

    @Test func theStatusThatIsAskedForIsTheOnlyOne() async throws {
        let wanted = Readiness.answersInHTTP2(path: "/ready", status: 404)
        try await Self.expect(true, wanted, Self.framed("=> HEADERS 1 end\n+ :status: 404"))
        try await Self.expect(false, wanted, Self.framed("=> HEADERS 1 end\n+ :status: 200"))
    }

    @Test func anInterimResponseIsNoVerdict() async throws {
        let interim = "=> HEADERS 1\n+ :status: 103\n"
        try await Self.expect(true, Self.inHTTP2, Self.framed(interim + "=> HEADERS 1 end\n+ :status: 200"))
        try await Self.expect(false, Self.inHTTP2, Self.framed(interim + "=> HEADERS 1 end\n+ :status: 500"))
    }

    @Test func theBodyIsNotWaitedFor() async throws {
        try await Self.expect(true, Self.inHTTP2, Self.framed("=> HEADERS 1\n+ :status: 200"))
    }

    @Test(arguments: ["=> RST_STREAM 1 7", "=> GOAWAY"])
    func aStreamThatIsRefusedIsNotReady(_ frame: String) async throws {
        try await Self.expect(false, Self.inHTTP2, Self.framed(frame))
    }

    @Test(arguments: [inHTTP2, .answers(path: "/ready", status: nil)])
    func aWorkerThatClosesOrSaysNothingIsNotReady(_ readiness: Readiness) async throws {
        try await Self.expect(false, readiness) { await $0.close() }
        try await Self.expect(false, readiness) { wire in
            _ = try await wire.received { $0.contains("\r\n\r\n") }
            try await wire.reset()
        }
        try await Self.expect(false, readiness) { _ in }
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 400 Bad Request\r\n\r\n", "hello"])
    func aWorkerWithAnotherProtocolIsNotReadyForHTTP2(_ answer: String) async throws {
        let script: StubWorker.Script = { wire in
            _ = try await wire.received { $0.hasPrefix("PRI * HTTP/2.0\r\n\r\n") }
            try await wire.send(answer)
        }
        try await Self.expect(false, Self.inHTTP2, script)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK", true), ("HTTP/1.0 302 x", true), ("HTTP/1.1 500 x", false), ("SSH-2.0-x", false),
    ])
    func aWorkerWithHTTP1IsReadyByItsStatus(_ line: String, _ isReady: Bool) async throws {
        let script: StubWorker.Script = { wire in
            guard let head = try await wire.takeHead(), head.hasPrefix("GET /ready HTTP/1.1\r\n") else { return }
            // The line may come in pieces.
            try await wire.send(String(line.prefix(5)))
            try await wire.send(line.dropFirst(5) + "\r\n\r\n")
        }
        try await Self.expect(isReady, .answers(path: "/ready", status: nil), script)
    }

    @Test func aPortThatAcceptsIsEnough() async throws {
        try await Self.expect(true, .portAccepts) { _ in }
        try await Self.expect(true, .portAccepts, isForwarded: true) { _ in }
    }

    @Test func aPortThatIsClosedIsNotReady() async throws {
        let gone = try await StubWorker.start { _ in }
        await gone.stop()
        let worker = LaunchedWorker(id: WorkerID("1"), endpoint: .tcp(host: "127.0.0.1", port: gone.port))
        let probe = PortProbe(group: MultiThreadedEventLoopGroup.singleton)
        for readiness in [.portAccepts, .answers(path: "/", status: nil), Self.inHTTP2] {
            #expect(await !probe.answers(worker, readiness: readiness))
        }
    }
}
