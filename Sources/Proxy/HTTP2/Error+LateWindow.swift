// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOHTTP2

extension Error {
    /// The library may open a stream's window for what it hands over just when the frame with the stream's end is being taken in, because
    /// another stream's turn came in between; its own state machine forbids that, and tells the stream. Nothing was sent, and
    /// nothing is wrong with the stream: what a peer does against the states ends in a reset, which is another error.
    /// Guarded by `make check-clients`: 50 at a time in one connection, where 6 of 16 runs had uploads reset behind their answers.
    var isLateWindow: Bool { self is NIOHTTP2Errors.BadStreamStateTransition }
}
