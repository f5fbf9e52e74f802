// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /networks/NAME` tells, and `GET /networks` of each.
struct NetworkInspection: Decodable, Hashable {
    var id: String?
    var name: String?
    /// In a form that sorts by time.
    var created: String?
    var labels: [String: String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case labels = "Labels"
    }
}
