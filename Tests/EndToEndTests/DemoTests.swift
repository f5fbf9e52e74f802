// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting
import Testing

/// `plimsoll demo` shows every step, and leaves nothing behind however it ends.
@Suite struct DemoTests {
    private static let steps = [
        "workers run on", "first request", "second request", "its limits, as it sees them", "MemoryError",
        "verdict oom-killed", "service asleep", "removed: ", "every step was seen to happen",
    ]

    @Test(arguments: TestEngine.allCases)
    func everyStepIsShownAndNothingIsLeft(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let demo = try bed.run(["demo", "--on", engine.rawValue])
            #expect(try await demo.exited(within: .seconds(50)) == 0, "\(demo.output)")
            var rest = demo.output[...]
            for step in Self.steps {
                guard let found = rest.range(of: step) else {
                    Issue.record("no '\(step)' at its place in:\n\(demo.output)")
                    break
                }
                rest = rest[found.upperBound...]
            }
            try await expectNothingLeft(of: demo, on: bed)
        }
    }

    /// Ctrl-C at the beginning, and in the middle.
    @Test(arguments: TestEngine.allCases, ["workers run on", "its limits, as it sees them"])
    func interruptionRemovesEverything(_ engine: TestEngine, after step: String) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let demo = try bed.run(["demo", "--on", engine.rawValue])
            try await eventually("the step", within: .seconds(30)) { demo.output.contains(step) }
            demo.signal(SIGINT)
            #expect(try await demo.exited() == 1, "\(demo.output)")
            #expect(!demo.output.contains("every step was seen"))
            try await expectNothingLeft(of: demo, on: bed)
        }
    }

    private func expectNothingLeft(of demo: RunningProgram, on bed: ProxyTestbed) async throws {
        let traces = Traces(of: "plimsoll-demo-\(demo.pid)", docker: bed.docker)
        #expect(try await traces.containers().isEmpty)
        #expect(try await traces.networks().isEmpty)
        #expect(try await traces.images().isEmpty)
        #expect(traces.cgroups.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/plimsoll-demo-\(demo.pid)"))
        // Its processes inherit the case's HOME.
        #expect(bed.workers.isEmpty)
        await traces.remove()
    }
}
