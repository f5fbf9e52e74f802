// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Proxy
import Testing

/// The access log of a real proxy.
struct AccessLogTests {
    private struct Line: Decodable {
        var time: String
        var client: String
        var method: String?
        var path: String?
        var query: String?
        var status: Int?
        var bytesIn: Int
        var bytesOut: Int
        var durationMs: Double
        var lineMs: Double
        var ttfbMs: Double?
        var service: String?
        var worker: String?
        var verdict: String

        init(_ text: some StringProtocol) throws {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            self = try decoder.decode(Line.self, from: Data(text.utf8))
        }
    }

    private func with(
        includesQuery: Bool = false,
        _ options: TestProxy.Options = TestProxy.Options(),
        script: @escaping StubWorker.Script = HeadRelayTests.answersOK,
        _ body: (TestProxy) async throws -> Void
    ) async throws -> [Line] {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try AccessLog(.file(path), includesQuery: includesQuery)
        var options = options
        options.accessLog = log
        try await TestProxy.run(options, script: script) { try await body($0) }
        await log.close()
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { try Line($0) }
    }

    @Test func everyRequestHasOneLineWithoutItsQuery() async throws {
        let lines = try await with { proxy in
            let client = try await proxy.connect()
            try await client.send("POST /a?token=x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
            _ = try await client.take(through: "ok")
            try await client.send("GET //../%00 HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.received { _ in client.hasEnded }
        }
        #expect(lines.map(\.path) == ["/a", "//../%00"])
        #expect(lines.map(\.query) == [nil, nil])
        #expect(lines.map(\.status) == [200, 400])
        #expect(lines.map(\.verdict) == ["relayed", "ambiguous_path"])
        #expect(lines.map(\.service) == ["w1", nil] && lines.map(\.worker) == ["1", nil])
        #expect(lines.map(\.bytesIn) == [3, 0] && lines.map(\.bytesOut) == [2, 0])
        #expect(lines.first?.client == "127.0.0.1" && lines.first?.method == "POST")
        #expect(
            (lines.first?.ttfbMs ?? -1) > 0 && (lines.first?.durationMs ?? 0) >= (lines.first?.ttfbMs ?? .infinity)
        )
        #expect(lines.last?.ttfbMs == nil)
    }

    @Test func aQueryIsThereForWhoWantsIt() async throws {
        let lines = try await with(includesQuery: true) { proxy in
            _ = try await proxy.exchange("GET /a?b=\"c\"&d=%22 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        }
        #expect(lines.map(\.path) == ["/a"] && lines.map(\.query) == ["b=\"c\"&d=%22"])
    }

    @Test func whatIsNoRequestHasALineToo() async throws {
        let lines = try await with { proxy in
            _ = try await proxy.exchange("GET /a HTTP/1.1\r\nHost : h\r\n\r\n")
        }
        #expect(lines.map(\.path) == [nil] && lines.map(\.method) == [nil] && lines.map(\.status) == [400])
    }

    /// What asks for what there is not is a request all the same.
    @Test(arguments: [
        ("GET", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n", 426),
        ("GET", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", 400),
        ("POST", "Content-Length: 3\r\nExpect: a-miracle\r\n", 417),
        ("TRACE", "", 405),
    ])
    func aWholeRequestThatIsRefusedIsNamed(_ method: String, _ fields: String, _ status: Int) async throws {
        let lines = try await with { proxy in
            let client = try await proxy.connect()
            try await client.send("GET /before HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.take(through: "ok")
            try await client.send("\(method) /a?token=x HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
            _ = try await client.received { _ in client.hasEnded }
        }
        #expect(lines.map(\.method) == ["GET", method] && lines.map(\.path) == ["/before", "/a"])
        #expect(lines.map(\.status) == [200, status] && lines.map(\.query) == [nil, nil])
        #expect(lines.last?.client == "127.0.0.1" && lines.last?.service == nil)
    }

    /// Whoever writes a password before the host finds it in no log.
    @Test(arguments: ["GET http://user:pass@h/a HTTP/1.1\r\nHost: h\r\n", "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n"])
    func aRequestThatDoesNotSayWhatForIsNotNamed(_ head: String) async throws {
        let lines = try await with { proxy in _ = try await proxy.exchange(head + "\r\n") }
        #expect(lines.map(\.method) == [nil] && lines.map(\.path) == [nil])
    }

    @Test func noFieldsValueIsInTheLog() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try AccessLog(.file(path), includesQuery: true)
        var options = TestProxy.Options()
        options.accessLog = log
        options.access = .bearer
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            _ = try await proxy.exchange(
                "GET /a HTTP/1.1\r\nHost: h\r\nCookie: c00kie\r\n\(TestProxy.authorization)Connection: close\r\n\r\n"
            )
            _ = try await proxy.exchange(
                "GET /a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer wr0ng\r\nConnection: close\r\n\r\n"
            )
        }
        await log.close()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 2 && text.contains("\"verdict\":\"unauthorized\""))
        for secret in [TestProxy.token, "c00kie", "wr0ng", "Bearer"] { #expect(!text.contains(secret)) }
    }

    @Test func aTunnelHasTheTimeOfItsSwitch() async throws {
        let lines = try await with(script: UpgradeTests.agreeing()) { proxy in
            let client = try await proxy.connect()
            try await client.send(UpgradeTests.opening)
            _ = try await client.takeHead()
            await client.close()
            try await eventually("the end of the tunnel") { proxy.server.counts.inFlight == 0 }
        }
        #expect(lines.map(\.status) == [101] && lines.first?.ttfbMs != nil)
    }

    @Test func aClientThatLeavesHasNoStatus() async throws {
        let lines = try await with(script: { wire in try await eventually("its end") { wire.hasEnded } }) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
            try await eventually("the request at the worker") { proxy.server.counts.inFlight == 1 }
            // One that ends its side at once may still want its answer.
            let sent = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - sent > .milliseconds(400) }
            await client.close()
            try await eventually("the end of the request") { proxy.server.counts.inFlight == 0 }
        }
        #expect(lines.map(\.status) == [nil] && lines.map(\.verdict) == ["client_left"])
    }

    @Test func aClientThatLeavesTheLineStoodInIt() async throws {
        var options = TestProxy.Options()
        options.isReady = false
        let lines = try await with(options, script: { _ in }) { proxy in
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in
                while !Task.isCancelled { await Task.yield() }
                throw LeaseRefusal(.cancelled, "nobody waits")
            }
            let client = try await proxy.connect()
            try await client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
            try await eventually("it stands in line") { proxy.leasing.asked.count == 1 }
            try await client.reset()
            try await eventually("the end of the request") { proxy.server.counts.inFlight == 0 }
        }
        #expect(lines.map(\.verdict) == ["client_left"])
        for line in lines { #expect(line.lineMs > 0 && line.lineMs <= line.durationMs) }
    }

    /// By a reset, or by its end alone: then it may still read why it gets nothing.
    @Test(arguments: [false, true]) func aClientThatLeavesInTheMiddleOfItsUploadHasNoStatus(byReset: Bool) async throws
    {
        let lines = try await with(script: { wire in try await eventually("its end") { wire.hasEnded } }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc")
            try await eventually("the body at the worker") {
                proxy.worker.connections.first?.received.hasSuffix("abc") == true
            }
            if byReset {
                try await client.reset()
            } else {
                try await client.finishSending()
                _ = try await client.received { $0.contains("truncated_message") }
            }
            try await eventually("the end of the request") { proxy.server.counts.inFlight == 0 }
            await client.close()
        }
        #expect(lines.map(\.status) == [nil] && lines.map(\.verdict) == ["client_left"])
        #expect(lines.map(\.bytesIn) == [3] && lines.map(\.service) == ["w1"])
    }

    @Test func ofABodyThatIsTooLargeOnlyWhatWasRelayedCounts() async throws {
        var options = TestProxy.Options()
        options.largestBody = 8
        let lines = try await with(options, script: { wire in try await eventually("its end") { wire.hasEnded } }) {
            proxy in
            let client = try await proxy.connect()
            try await client.send(
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n7\r\ndefghij\r\n"
            )
            _ = try await client.received { $0.hasPrefix("HTTP/1.1 413 ") }
            await client.close()
        }
        #expect(lines.map(\.verdict) == ["body_too_large"] && lines.map(\.bytesIn) == [3])
    }

    @Test func aRequestTooManyForItsServiceIsTheServices() async throws {
        var options = TestProxy.Options()
        options.serviceRate = ClientRate(interval: .seconds(600), burst: 1)
        let lines = try await with(options) { proxy in
            let client = try await proxy.connect()
            for status in [200, 429] {
                try await client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
                _ = try await client.received { $0.contains("HTTP/1.1 \(status) ") }
            }
            await client.close()
        }
        #expect(lines.map(\.verdict) == ["relayed", "too_many_requests"])
        #expect(lines.map(\.service) == ["w1", "w1"])
    }
}
