// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// What is written on our containers, and what is read from those that are there.
struct WorkerLabels {
    static let service = "com.plimsoll.service"
    /// Hash of all the container was made of.
    static let config = "com.plimsoll.config"
    static let owner = "com.plimsoll.proxy"
    /// The port it listens on inside: what its settings said when it was made.
    static let port = "com.plimsoll.port"
    /// On networks that were made here.
    static let network = "com.plimsoll.network"
    static let nodeToolManaged = "com.nodetool.managed"
    static let nodeToolService = "com.nodetool.service"

    static func made(for service: ServiceName, config: String, owner: String, port: Int) -> [String: String] {
        [
            Self.service: service.text,
            Self.config: config,
            Self.owner: owner,
            Self.port: "\(port)",
            nodeToolManaged: "true",
            nodeToolService: service.text,
        ]
    }
}
