// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /containers/create`.
struct ContainerCreateRequest: Encodable, Hashable {
    var image: String
    var entrypoint: [String]?
    var command: [String]?
    var environment: [String]
    var workingDirectory: String?
    var user: String?
    var labels: [String: String]
    var exposedPorts: [String: EmptyObject]
    var hostConfig: HostConfig

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case environment = "Env"
        case workingDirectory = "WorkingDir"
        case user = "User"
        case labels = "Labels"
        case exposedPorts = "ExposedPorts"
        case hostConfig = "HostConfig"
    }
}

/// `{}`, which Docker writes where others write a set.
struct EmptyObject: Codable, Hashable {}
