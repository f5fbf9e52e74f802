// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Where a running container is reached, as inspect and list tell it.
struct NetworkSettings: Decodable, Hashable {
    /// Null where the engine has nothing to say of one.
    var networks: [String: Attachment?]?
    /// Container port such as `8000/tcp` to where it is published; null where it is only exposed.
    var ports: [String: [HostConfig.PortBinding]?]?

    enum CodingKeys: String, CodingKey {
        case networks = "Networks"
        case ports = "Ports"
    }

    struct Attachment: Decodable, Hashable {
        /// Empty while it does not run.
        var ipAddress: String?
        var globalIPv6Address: String?

        enum CodingKeys: String, CodingKey {
            case ipAddress = "IPAddress"
            case globalIPv6Address = "GlobalIPv6Address"
        }
    }

    /// Its address on `network`; nil: it has none.
    func address(on network: String) -> String? {
        guard let attachment = networks?[network] ?? nil else { return nil }
        if let address = attachment.ipAddress, !address.isEmpty { return address }
        if let address = attachment.globalIPv6Address, !address.isEmpty { return address }
        return nil
    }

    /// The host's port on which `port` is published; nil: none.
    func publishedPort(of port: Int) -> Int? {
        for binding in (ports?["\(port)/tcp"] ?? nil) ?? [] {
            if let text = binding.hostPort, let number = Int(text), (1...65535).contains(number) { return number }
        }
        return nil
    }
}
