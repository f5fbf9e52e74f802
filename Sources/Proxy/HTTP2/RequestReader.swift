// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Takes apart the request that the relay writes to a worker with HTTP/1.1, for one with HTTP/2. All of it is our own writing.
struct RequestReader: ~Copyable {
    private var head = RequestHead()
    private var headIsRead = false
    private var body = OwnBody()

    var isComplete: Bool { body.isComplete }

    mutating func came(_ bytes: ByteBuffer) {
        body.came(bytes)
    }

    /// Nil: there is no more for now.
    mutating func next() -> MessagePart? {
        guard !headIsRead else { return body.next() }
        guard body.pending.readableBytes > 0,
            case .complete = head.read(from: &body.pending, limits: OwnBody.limits)
        else { return nil }
        headIsRead = true
        body.begin(head.framing)
        return .head(FieldTranslation.headers(of: head), endsStream: body.isComplete)
    }

    mutating func takeHeld() -> ByteBuffer? { body.takeHeld() }
}
