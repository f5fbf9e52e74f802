// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import PlimsollTesting

/// A real `plimsoll proxy`, and what a client and an operator can do with it.
struct RunningProxy: Sendable {
    let program: RunningProgram
    let client: TestClient
    private let bed: ProxyTestbed

    init(_ program: RunningProgram, on bed: ProxyTestbed) {
        self.program = program
        self.bed = bed
        client = TestClient(base: "http://\(bed.address)", token: bed.token)
    }

    /// Waits until it takes requests.
    func ready() async throws {
        try await eventually("an answer of the proxy", within: .seconds(30)) {
            guard program.exitStatus == nil else {
                throw RunningProgram.Failure("the proxy ended with \(program.exitStatus ?? -1):\n\(program.output)")
            }
            return (try? await client.get("/healthz", timeout: .seconds(5)).status) == 200
        }
    }

    var log: String { program.output }

    func get(_ path: String = "/") async throws -> TestAnswer { try await client.get(path) }

    /// The service that the case calls so.
    func status(_ service: String = "worker") async throws -> ServiceSeen {
        let answer = try await client.get("/status")
        guard answer.status == 200 else { throw RunningProgram.Failure("/status: \(answer.status) \(answer.text)") }
        let services = try ServiceSeen.list(answer.text)
        guard let found = services.first(where: { $0.name == bed.full(service) }) else {
            throw RunningProgram.Failure("no service '\(service)' in \(answer.text)")
        }
        return found
    }

    /// What an operator orders of a service: `start` or `stop`; answered when it is done.
    @discardableResult
    func order(_ deed: String, _ service: String = "worker") async throws -> TestAnswer {
        try await client.send("POST", "/-/v1/services/\(bed.full(service))/\(deed)")
    }

    func reaches(_ state: String, _ service: String = "worker", within timeout: Duration = .seconds(20)) async throws {
        do {
            try await eventually("state \(state) of \(service)", within: timeout) {
                try await status(service).state == state
            }
        } catch let error as NeverHappened {
            throw RunningProgram.Failure("\(error); the proxy wrote:\n\(log)")
        }
    }

    /// Tells one run of a service's worker from the next.
    func run(of service: String = "worker") async throws -> String {
        let worker = try await status(service).worker ?? "none"
        guard bed.engine == .docker else { return worker }
        let started = try await DockerProbe(bed.docker).value("/containers/\(worker)/json", "State|StartedAt")
        return "\(worker) \(started ?? "never")"
    }

    /// How many workers it has started, by its log.
    var starts: Int { log.split(separator: "worker starting", omittingEmptySubsequences: false).count - 1 }

    func kill9() async throws {
        program.signal(SIGKILL)
        try await program.exited()
    }

    /// Ends it as a service manager would, and waits for its end.
    @discardableResult
    func terminate(within timeout: Duration = .seconds(20)) async throws -> Int {
        program.signal(SIGTERM)
        return try await program.exited(within: timeout)
    }
}
