// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Logging
import PlimsollTesting
import Testing

@testable import Proxy

/// Certificates that are replaced while connections go on.
struct CertificateRenewalTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"

    @Test func aHundredRenewalsFailNoHandshake() async throws {
        try await SecureTest.run { test in
            let served = try await test.make(["a.test"])
            let pairs = [try await test.make(["b.test"]), try await test.make(["c.test"])]
            let store = try CertificateStore([served.files])
            var options = TestProxy.Options()
            options.certificates = store
            try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
                let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                let watch = Task { await store.watch(every: .milliseconds(2), logger: logger) }
                defer { watch.cancel() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            while !Task.isCancelled {
                                let client = try await proxy.connectSecurely(asking: "a.test")
                                try await client.send(Self.get)
                                _ = try await client.take(through: "ok", within: .seconds(20))
                                await client.close()
                            }
                        }
                    }
                    for round in 0..<100 {
                        try served.replace(with: pairs[round % 2])
                        let name = round % 2 == 0 ? "b.test" : "c.test"
                        try await eventually("certificate \(round)") { store.knows(name) }
                    }
                    group.cancelAll()
                    do { try await group.waitForAll() } catch is CancellationError {}
                }
                #expect(store.problems.isEmpty)
            }
        }
    }

    @Test func renewalServesNewHandshakesAndLeavesConnectionsAlone() async throws {
        try await SecureTest.run { test in
            let served = try await test.make(["a.test"])
            let store = try CertificateStore([served.files])
            var options = TestProxy.Options()
            options.certificates = store
            try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
                let watch = Task {
                    await store.watch(
                        every: .milliseconds(20),
                        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                    )
                }
                defer { watch.cancel() }
                let old = try await proxy.connectSecurely()
                try await old.send(Self.get)
                _ = try await old.take(through: "ok")
                try served.replace(with: try await test.make(["b.test"]))
                try await eventually("the new certificate") {
                    let client = try await proxy.connectSecurely()
                    try await client.send(Self.get)
                    _ = try await client.take(through: "ok")
                    let names = try await client.servedNames()
                    await client.close()
                    return names == ["b.test"]
                }
                try await old.send(Self.get)
                _ = try await old.take(through: "ok")
                #expect(try await old.servedNames() == ["a.test"])
            }
        }
    }
}
