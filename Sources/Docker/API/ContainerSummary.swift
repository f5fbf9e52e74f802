// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One container of `GET /containers/json`.
struct ContainerSummary: Decodable, Hashable {
    var id: String?
    /// With a leading slash.
    var names: [String]?
    var labels: [String: String]?
    var state: String?
    var networkSettings: NetworkSettings?
    var ports: [Port]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case labels = "Labels"
        case state = "State"
        case networkSettings = "NetworkSettings"
        case ports = "Ports"
    }

    struct Port: Decodable, Hashable {
        var inside: Int?
        var published: Int?
        var kind: String?

        enum CodingKeys: String, CodingKey {
            case inside = "PrivatePort"
            case published = "PublicPort"
            case kind = "Type"
        }
    }

    /// The host's port on which `port` is published; nil: none.
    func publishedPort(of port: Int) -> Int? {
        for entry in ports ?? [] where entry.inside == port && entry.kind == "tcp" {
            if let number = entry.published, (1...65535).contains(number) { return number }
        }
        return nil
    }
}
