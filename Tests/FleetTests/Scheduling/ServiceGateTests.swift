// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Testing

struct ServiceGateTests {
    private let time = ManualTime()
    private let worker = LiveWorker(
        service: "a",
        id: WorkerID("w"),
        endpoint: .tcp(host: "127.0.0.1", port: 1),
        epoch: 1
    )

    @Test func closedGateLetsNobodyIn() {
        #expect(ServiceGate(service: "a", time: time).enter() == nil)
    }

    @Test func concurrencyBoundsLeases() throws {
        let gate = ServiceGate(service: "a", concurrency: 2, time: time)
        gate.open(worker)
        let first = try #require(gate.enter())
        let second = try #require(gate.enter())
        #expect(gate.enter() == nil)
        first.end()
        #expect(gate.enter() != nil)
        second.end()
        #expect(gate.occupancy.leases == 1)
    }

    @Test func nobodyOvertakesTheLine() throws {
        let gate = ServiceGate(service: "a", time: time)
        gate.open(worker)
        gate.setHasLine(true)
        #expect(gate.enter() == nil)
        #expect(gate.admit() != nil)
        gate.setHasLine(false)
        #expect(gate.enter() != nil)
    }

    @Test func idleClosingFailsWhileLeasedAndJustAfter() throws {
        let gate = ServiceGate(service: "a", time: time)
        gate.open(worker)
        let lease = try #require(gate.enter())
        time.advance(by: .seconds(100))
        #expect(gate.close(worker, unlessUsedSince: time.now) == .leased)
        let end = time.now
        lease.end()
        time.advance(by: .seconds(5))
        #expect(gate.close(worker, unlessUsedSince: Moment(sinceStart: .seconds(50))) == .idle(since: end))
        #expect(gate.close(worker, unlessUsedSince: time.now) == .closed)
        #expect(gate.enter() == nil)
    }

    @Test func emptiedIsReportedOnceTheLastLeaseOfAClosedGateEnds() throws {
        let gate = ServiceGate(service: "a", time: time)
        let news = NewsBox()
        gate.onNews { news.put($0) }
        gate.open(worker)
        let first = try #require(gate.enter())
        let second = try #require(gate.enter())
        #expect(gate.close(worker) == 2)
        #expect(gate.enter() == nil)
        first.end()
        #expect(news.take() == nil)
        second.end()
        guard case .emptied(let emptied) = news.take() else {
            Issue.record("nothing was reported")
            return
        }
        #expect(emptied === worker)
    }

    @Test func leaseOfAWorkerThatIsGoneEndsQuietly() throws {
        let gate = ServiceGate(service: "a", time: time)
        gate.open(worker)
        let lease = try #require(gate.enter())
        _ = gate.close(worker)
        let next = LiveWorker(service: "a", id: WorkerID("w"), endpoint: worker.endpoint, epoch: 2)
        gate.open(next)
        lease.end()
        #expect(gate.occupancy.leases == 0)
        #expect(gate.enter()?.worker === next)
    }
}
