// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1

/// A whole response.
struct TestAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var text: String

    /// One of the proxy's own answers.
    struct Refusal: Decodable {
        var error: String
        var message: String
        var service: String?
        var log: [String]?
    }

    /// What the test worker tells of a request that it echoes.
    struct Echo: Decodable {
        var method: String
        var path: String
        var headers: [[String]]
        var pid: Int

        func header(_ name: String) -> [String] {
            headers.filter { $0.first?.lowercased() == name.lowercased() }.compactMap(\.last)
        }
    }

    var refusal: Refusal? { try? JSONDecoder().decode(Refusal.self, from: Data(text.utf8)) }
    var echo: Echo? { try? JSONDecoder().decode(Echo.self, from: Data(text.utf8)) }

    func header(_ name: String) -> String? { headers.first(name: name) }
}
