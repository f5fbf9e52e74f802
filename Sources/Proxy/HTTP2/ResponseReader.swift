// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Takes apart what the relay writes to a client with HTTP/1.1, for one with HTTP/2. All of it is our own writing.
struct ResponseReader: ~Copyable {
    /// When the last byte of it is on its way. Nil: it has not been written yet.
    var end: EventLoopFuture<Void>?
    private var head = ResponseHead()
    private var headIsRead = false
    private var body = OwnBody()
    private var isToHEAD = false

    mutating func came(_ bytes: ByteBuffer, isToHEAD: Bool) {
        self.isToHEAD = isToHEAD
        body.came(bytes)
    }

    /// Nil: there is no more for now.
    mutating func next() -> MessagePart? {
        guard !headIsRead else { return body.next() }
        guard body.pending.readableBytes > 0,
            case .complete = head.read(from: &body.pending, limits: OwnBody.limits, isToHEAD: isToHEAD)
        else { return nil }
        headIsRead = !head.isInterim
        if headIsRead { body.begin(head.framing) }
        return .head(FieldTranslation.headers(of: head), endsStream: body.isComplete)
    }

    mutating func takeHeld() -> ByteBuffer? { body.takeHeld() }
}
