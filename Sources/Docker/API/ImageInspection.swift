// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /images/NAME/json` tells, as far as a start depends on it.
struct ImageInspection: Decodable, Hashable {
    var id: String?
    var config: Config?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case config = "Config"
    }

    struct Config: Decodable, Hashable {
        var environment: [String]?
        var entrypoint: [String]?
        var command: [String]?
        /// Such as `8000/tcp`.
        var exposedPorts: [String: EmptyObject]?

        enum CodingKeys: String, CodingKey {
            case environment = "Env"
            case entrypoint = "Entrypoint"
            case command = "Cmd"
            case exposedPorts = "ExposedPorts"
        }
    }
}
