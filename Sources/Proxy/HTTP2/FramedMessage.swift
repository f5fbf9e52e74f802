// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// A message that comes as frames, as the bytes of one with HTTP/1.1.
struct FramedMessage {
    /// A head as HTTP/1.1, and how it says that the body ends. Nil: it is interim, and the message's own is yet to come.
    typealias Head = (bytes: ByteBuffer, framing: BodyFraming?)

    /// Nil: the head has not come.
    private var body: BodyTranslation?

    var hasBegun: Bool { body != nil }
    var isComplete: Bool { body?.isComplete == true }

    /// - Parameter translate: the head. Nil: it is malformed.
    /// - Returns: what goes on. Nil: the message is malformed.
    mutating func came(
        _ frame: HTTP2Frame.FramePayload,
        translate: (HPACKHeaders, _ endsStream: Bool) -> Head?
    ) -> BodyTranslation.Pieces? {
        switch frame {
        case .headers(let headers) where body == nil:
            guard let head = translate(headers.headers, headers.endStream) else { return nil }
            guard let framing = head.framing else { return BodyTranslation.Pieces(first: head.bytes) }
            body = BodyTranslation(framing)
            return body?.headCame(head.bytes, endsStream: headers.endStream)
        case .headers(let headers): return headers.endStream ? body?.trailersCame(headers.headers) : nil
        case .data(let piece):
            guard case .byteBuffer(let bytes) = piece.data else { return BodyTranslation.Pieces() }
            return body?.dataCame(bytes, endsStream: piece.endStream)
        case .priority, .rstStream, .settings, .pushPromise, .ping, .goAway, .windowUpdate, .alternativeService,
            .origin:
            return BodyTranslation.Pieces()
        }
    }
}
