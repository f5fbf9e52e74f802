// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the engine answers where it refuses.
struct ErrorReply: Decodable, Hashable {
    var message: String?
}
