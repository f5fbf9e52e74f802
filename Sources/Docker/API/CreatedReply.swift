// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `POST /containers/create` answers.
struct CreatedReply: Decodable, Hashable {
    var id: String?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
    }
}
