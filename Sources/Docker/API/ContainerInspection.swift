// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /containers/NAME/json` tells. Every field may be absent: engines differ, and none is to be trusted.
struct ContainerInspection: Decodable, Hashable {
    var id: String?
    var name: String?
    /// The id of the image it was made of.
    var image: String?
    var state: State?
    var config: Config?
    var networkSettings: NetworkSettings?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case image = "Image"
        case state = "State"
        case config = "Config"
        case networkSettings = "NetworkSettings"
    }

    struct State: Decodable, Hashable {
        /// `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`.
        var status: String?
        var oomKilled: Bool?
        var pid: Int?
        var exitCode: Int?
        var error: String?
        /// Begins with `0001-` as long as it has never been started.
        var startedAt: String?
        var finishedAt: String?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case oomKilled = "OOMKilled"
            case pid = "Pid"
            case exitCode = "ExitCode"
            case error = "Error"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
        }
    }

    struct Config: Decodable, Hashable {
        var labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case labels = "Labels"
        }
    }
}
