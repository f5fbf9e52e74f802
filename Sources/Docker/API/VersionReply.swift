// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /version` answers.
struct VersionReply: Decodable {
    var apiVersion: String?
    var minAPIVersion: String?
    var version: String?

    enum CodingKeys: String, CodingKey {
        case apiVersion = "ApiVersion"
        case minAPIVersion = "MinAPIVersion"
        case version = "Version"
    }
}
