// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What the next bytes of a body are.
enum BodyStep {
    case incomplete
    case data(ByteBuffer)
    case end
    case refused(MessageFault)
}
