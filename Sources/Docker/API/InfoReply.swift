// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /info` tells, as far as it is of use here.
struct InfoReply: Decodable, Hashable {
    /// Where the engine keeps its data, on its own host.
    var rootFolder: String?

    enum CodingKeys: String, CodingKey {
        case rootFolder = "DockerRootDir"
    }
}
