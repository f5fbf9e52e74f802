// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /networks/create`.
struct NetworkCreateRequest: Encodable, Hashable {
    var name: String
    var driver = "bridge"
    /// Engines before 25 would otherwise make a second network of the same name.
    var checkDuplicate = true
    var labels: [String: String]

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case checkDuplicate = "CheckDuplicate"
        case labels = "Labels"
    }
}
