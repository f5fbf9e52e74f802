// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How the end of a message's body is known.
enum BodyFraming: Hashable {
    case none
    /// So many bytes, never zero.
    case length(UInt64)
    case chunked
    /// The body ends with its connection.
    case untilClose
}
