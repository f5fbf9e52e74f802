// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

/// A client of the demo's proxy, as a user's program would be one.
struct DemoClient {
    let base: String
    let token: String

    /// What came back, and how long it took.
    struct Answer {
        let status: Int
        let body: WorkerReport?
        let took: Duration
    }

    /// What the demo's worker says of itself.
    struct WorkerReport: Decodable {
        let pid: Int?
        let born: Double?
        let cgroupLimit: Int64?
        let dataLimit: Int64?
        let raised: String?
        let error: String?
        let message: String?

        enum CodingKeys: String, CodingKey {
            case pid, born, raised, error, message
            case cgroupLimit = "cgroup_limit"
            case dataLimit = "rlimit_data"
        }
    }

    func get(_ path: String) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        let begin = ContinuousClock.now
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        let took = ContinuousClock.now - begin
        let report = try? JSONDecoder().decode(WorkerReport.self, from: Data(bytes.readableBytesView))
        return Answer(status: Int(response.status.code), body: report, took: took)
    }
}
