// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The operator's commands against a running proxy.
@Suite struct OperatorTests {
    @Test(arguments: TestEngine.allCases)
    func operatorStartsLooksAndStops(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["mem_limit: 64m"])])
            let name = bed.full("worker")
            #expect(try await output(of: ["start", name], on: bed).contains(name))
            #expect(try await proxy.status().state == "ready")
            #expect(try await output(of: ["logs", name], on: bed).contains("test worker: ready on port"))
            let table = try await output(of: ["status"], on: bed)
            #expect(table.contains("ready"))
            #expect(table.contains("/ 64 MiB"))
            let json = try await output(of: ["status", "--format", "json"], on: bed)
            let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect(report["engine"] as? String == engine.rawValue)
            #expect(try await output(of: ["stop", name], on: bed).contains(name))
            #expect(try await proxy.status().state == "asleep")
            #expect(bed.workers.isEmpty)
            let unknown = try bed.run(["start", "nobody", "--socket", bed.operatorSocket])
            #expect(try await unknown.exited() == 1)
            #expect(unknown.output.contains("there is no service 'nobody'"))
        }
    }

    @Test func proxyStatusAsksThePortOfTheFile() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            _ = try await bed.startProxy([bed.worker()])
            let status = try bed.run(["proxy-status", "--config", bed.configuration])
            #expect(try await status.exited() == 0, "\(status.output)")
            #expect(status.output.contains(bed.full("worker")))
        }
    }

    private func output(of arguments: [String], on bed: ProxyTestbed) async throws -> String {
        let program = try bed.run(arguments + ["--socket", bed.operatorSocket])
        #expect(try await program.exited() == 0, "\(program.output)")
        return program.output
    }
}
