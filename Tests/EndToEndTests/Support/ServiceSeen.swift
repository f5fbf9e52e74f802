// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A service as `/status` tells of it.
struct ServiceSeen: Decodable, Sendable {
    var name: String
    var path: String
    var status: String
    var lastAccessEpoch: Double?
    var state: String
    var stateSeconds: Double
    var worker: String?
    var endpoint: String?
    var inFlight: Int
    var waiting: Int
    var memoryLimitBytes: Int64?
    var memoryPeakBytes: Int64?
    var `guard`: String?
    var guardInForce: String?
    var guardMeans: String?
    var guardReason: String?
    var refused: Int64?
    var lastRefusal: Refusal?
    var restarts: Int
    var oomKills: Int
    var sleepsInSeconds: Double?
    var lastStart: [Part]
    var lastExit: Exit?
    var trouble: String?

    /// Decodes the whole list.
    static func list(_ json: String) throws -> [ServiceSeen] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([ServiceSeen].self, from: Data(json.utf8))
    }

    struct Refusal: Decodable, Sendable {
        var bytes: Int64
        var process: Int
        var name: String
        var epoch: Double
    }

    struct Part: Decodable, Sendable {
        var part: String
        var seconds: Double
    }

    struct Exit: Decodable, Sendable {
        var verdict: String
        var status: Int?
    }
}
