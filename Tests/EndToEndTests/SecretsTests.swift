// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// Tokens go where they are meant to go, and nowhere else.
@Suite struct SecretsTests {
    @Test(arguments: TestEngine.allCases)
    func edgeTokenReachesNeitherWorkersNorLogsNorReports(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let workerToken = "worker-token-of-\(bed.name)"
            let proxy = try await bed.startProxy(
                global: ["log_level: trace"],
                [
                    bed.worker("own", path: "/own", settings: ["auth_token: \(workerToken)"]),
                    bed.worker("none", path: "/none"),
                    bed.worker("failing", path: "/failing", environment: ["EXIT_AT_BOOT": "1"]),
                ]
            )
            let own = try await proxy.get("/own/")
            #expect(own.echo?.header("Authorization") == ["Bearer \(workerToken)"])
            let none = try await proxy.get("/none/")
            #expect(none.status == 200)
            #expect(none.echo?.header("Authorization") == [])
            let failing = try await proxy.get("/failing/")
            #expect(failing.status == 503)

            var told = [own.text.replacing(workerToken, with: ""), none.text, failing.text]
            told += try await ["/own/env", "/none/env", "/status", "/proxy/status", "/-/v1/status"].asyncMap {
                let answer = try await proxy.get($0)
                #expect(answer.status == 200)
                return answer.text
            }
            let status = try bed.run(["status", "--socket", bed.operatorSocket])
            #expect(try await status.exited() == 0)
            #expect(status.output.contains(bed.full("own")))
            told.append(status.output)
            #expect(try await proxy.terminate() == 0)
            told.append(proxy.log)
            for text in told {
                #expect(!text.contains(bed.token))
                #expect(!text.contains(workerToken))
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func withoutTheTokenNothingIsStarted(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([
                bed.worker(), bed.worker("open", path: "/open", settings: ["auth: none"]),
            ])
            for token in [nil, "wrong", bed.token + "x"] {
                let client = TestClient(base: proxy.client.base, token: token)
                for path in ["/", "/status", "/-/v1/status"] {
                    let answer = try await client.get(path)
                    #expect(answer.status == 401)
                    #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
                }
                #expect(try await client.get("/healthz").text == "ok")
            }
            #expect(proxy.starts == 0)
            #expect(bed.workers.isEmpty)
            #expect(try await TestClient(base: proxy.client.base, token: nil).get("/open/").status == 200)
        }
    }

    @Test func logOfAFailedStartIsOnlyForWhoHoldsTheToken() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let proxy = try await bed.startProxy([
                bed.worker(environment: ["EXIT_AT_BOOT": "7"], settings: ["auth: none"])
            ])
            let stranger = try await TestClient(base: proxy.client.base, token: nil).get("/")
            #expect(stranger.status == 503)
            #expect(stranger.refusal?.error == "worker_crashed")
            #expect(stranger.refusal?.log == nil)
            #expect(try await proxy.get().refusal?.log?.isEmpty == false)
        }
    }
}
