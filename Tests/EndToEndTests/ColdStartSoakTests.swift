// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Cold starts one after the other: every first request is answered. A few here; `make soak-coldstarts` runs 1,000 and 100.
@Suite struct ColdStartSoakTests {
    private static let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == "1"

    @Test(arguments: [
        (TestEngine.processes, Self.isFull ? 1000 : 50),
        (TestEngine.docker, Self.isFull ? 100 : 10),
    ])
    func everyFirstRequestIsAnswered(_ engine: TestEngine, count: Int) async throws {
        try await ProxyTestbed.with(engine, within: Self.isFull ? .seconds(1800) : .seconds(90)) { bed in
            let proxy = try await bed.startProxy([bed.worker("even", path: "/even"), bed.worker("odd", path: "/odd")])
            let times = try await withThrowingTaskGroup { group in
                for service in ["even", "odd"] {
                    group.addTask {
                        var times: [Duration] = []
                        for number in 0..<(count / 2) {
                            let begin = ContinuousClock.now
                            let answer = try await proxy.get("/\(service)/")
                            times.append(ContinuousClock.now - begin)
                            try #require(answer.status == 200, "start \(number) of \(service): \(answer.text)")
                            try #require(try await proxy.order("stop", service).status == 200)
                        }
                        return times
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }.sorted()
            }
            #expect(proxy.starts == count)
            let (median, last) = (times[times.count / 2], times[times.count - 1])
            print("\(count) cold starts on \(engine): all answered 200; median \(median), slowest \(last)")
            #expect(bed.workers.isEmpty)
        }
    }
}
