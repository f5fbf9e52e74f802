// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /networks/NAME` tells.
struct NetworkInspection: Decodable, Hashable {
    var id: String?
    var name: String?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
    }
}
