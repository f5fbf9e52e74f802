// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1
import PlimsollTesting
import Testing

/// What a client other than ours sees: statuses, headers, bodies.
struct OperatorRoutesTests {
    struct Answer: Hashable, Sendable {
        var status: UInt
        var headers: [String: String]
        var body: String
    }

    private let folder: TestFolder
    private let operations = StubOperations(.sample)

    init() throws {
        folder = try TestFolder()
    }

    private func answer(
        _ method: HTTPMethod,
        _ path: String,
        accept: String = "*/*",
        certificates: (any CertificateReporting)? = nil
    ) async throws -> Answer {
        let folder = folder
        return try await withOperatorServer(operations, certificates: certificates, in: folder) { _ in
            let socket = "\(folder.path)/operator.sock".split(separator: "/").joined(separator: "%2F")
            var request = HTTPClientRequest(url: "http+unix://%2F\(socket)\(path)")
            request.method = method
            request.headers.add(name: "accept", value: accept)
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            let body = try await response.body.collect(upTo: 1 << 20)
            return Answer(
                status: response.status.code,
                headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" },
                body: String(buffer: body)
            )
        }
    }

    @Test(arguments: ["/status", "/proxy/status", "/-/v1/status"])
    func reportsAreSizedUnstoredJSON(path: String) async throws {
        let answer = try await answer(.GET, path)
        #expect(answer.status == 200)
        #expect(answer.headers["content-length"] == "\(answer.body.utf8.count)")
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.headers["transfer-encoding"] == nil)
        #expect(answer.headers["set-cookie"] == nil)
        #expect(answer.headers["access-control-allow-origin"] == nil)
    }

    @Test func nodeToolsShapeIsAnArray() async throws {
        #expect(try await answer(.GET, "/status").body.hasPrefix("[{"))
        #expect(try await answer(.GET, "/-/v1/status").body.contains(#""engine":"docker""#))
    }

    @Test func certificatesAreInOurReportAndNotInNodeTools() async throws {
        let body = try await answer(.GET, "/-/v1/status", certificates: StubCertificates()).body
        let start = try #require(body.firstRange(of: #""certificates":"#)).upperBound
        #expect(
            body[start...].hasPrefix(
                #"[{"names":["example.com","www.example.com"],"next_renewal_epoch":null,"not_after_epoch":1700000000,"source":"file","trouble":null},"#
            )
        )
        #expect(
            body.contains(
                #"{"names":["new.example.com"],"next_renewal_epoch":1700000060,"not_after_epoch":null,"source":"acme","trouble":"the authority"#
            )
        )
        #expect(try await answer(.GET, "/-/v1/status").body.contains(#""certificates":[]"#))
        #expect(try await !answer(.GET, "/status", certificates: StubCertificates()).body.contains("example.com"))
    }

    @Test func headSaysWhatGetWouldSend() async throws {
        let (head, get) = (try await answer(.HEAD, "/status"), try await answer(.GET, "/status"))
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.headers["content-length"] == get.headers["content-length"])
    }

    @Test func unknownPathIsOneJSONError() async throws {
        let answer = try await answer(.GET, "/-/v2/nothing")
        #expect(answer.status == 404)
        #expect(
            answer.body
                == #"{"error":"not_found","message":"there is no such page; the operator's API begins at /-/v1/status","service":null}"#
                + "\n"
        )
        #expect(answer.headers["cache-control"] == "no-store")
    }

    @Test func wrongMethodIsNamedWithTheRightOne() async throws {
        let start = try await answer(.GET, "/-/v1/services/thumbs/start")
        #expect(start.status == 405)
        #expect(start.headers["allow"] == "POST")
        #expect(try await answer(.OPTIONS, "/status").status == 405)
        #expect(operations.asked.isEmpty)
    }

    @Test func refusalsHaveTheirStatusAndRetryAfter() async throws {
        operations.refuse(LeaseRefusal(.unknownService, "there is no service 'x'"))
        #expect(try await answer(.POST, "/-/v1/services/x/start").status == 404)
        operations.refuse(LeaseRefusal(.startTimedOut, "not ready within 120 s"))
        #expect(try await answer(.POST, "/-/v1/services/thumbs/start").status == 504)
        operations.refuse(LeaseRefusal(.workerCrashed, "it rests", retryAfter: .milliseconds(1200)))
        let resting = try await answer(.POST, "/-/v1/services/thumbs/start")
        #expect(resting.status == 503)
        #expect(resting.headers["retry-after"] == "2")
    }

    @Test(arguments: ["start", "stop"])
    func whatIsOnlyRoutedToIsNotOursToStartOrStop(verb: String) async throws {
        let refused = try await answer(.POST, "/-/v1/services/wiki/\(verb)")
        #expect(refused.status == 409)
        #expect(refused.body.contains(#""error":"not_ours""#))
        #expect(
            refused.body.contains(
                "'wiki' is an upstream: requests are only routed to it, and it is not ours to \(verb)"
            )
        )
        #expect(operations.asked == [])
    }

    @Test func logIsTextForWhoAsksForText() async throws {
        operations.setLog(["one", "two"])
        let path = "/-/v1/services/thumbs/log?lines=5"
        let text = try await answer(.GET, path, accept: "text/plain")
        #expect(text.body == "one\ntwo\n")
        #expect(text.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(try await answer(.GET, path + "&format=text").body == "one\ntwo\n")
        #expect(try await answer(.GET, path).body == #"{"lines":["one","two"],"service":"thumbs"}"# + "\n")
    }

    @Test(arguments: [
        "/-/v1/services/thumbs/log?lines=-1", "/-/v1/services/thumbs/log?lines=99999999999999999999",
        "/-/v1/services/thumbs/log?lines=x", "/-/v1/services/thumbs/log?format=xml",
    ])
    func nonsenseIsRefused(path: String) async throws {
        let answer = try await answer(.GET, path)
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix(#"{"error":"bad_request""#))
    }
}
