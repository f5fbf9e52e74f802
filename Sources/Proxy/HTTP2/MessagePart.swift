// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// A part of a message on its way into the frames of its stream.
enum MessagePart {
    case head(HPACKHeaders, endsStream: Bool)
    case data(ByteBuffer)
    /// - Parameters:
    ///   - last: the last piece of the body, if it was held back.
    ///   - trailers: empty: there are none.
    case end(last: ByteBuffer?, trailers: HPACKHeaders)

    /// Its frames in order, the one that ends the stream last.
    func write(_ frame: (HTTP2Frame.FramePayload, _ endsStream: Bool) -> Void) {
        switch self {
        case .head(let headers, let endsStream):
            frame(.headers(.init(headers: headers, endStream: endsStream)), endsStream)
        case .data(let piece): frame(.data(.init(data: .byteBuffer(piece))), false)
        case .end(let last, let trailers) where trailers.isEmpty:
            frame(.data(.init(data: .byteBuffer(last ?? ByteBuffer()), endStream: true)), true)
        case .end(let last, let trailers):
            if let last { frame(.data(.init(data: .byteBuffer(last))), false) }
            frame(.headers(.init(headers: trailers, endStream: true)), true)
        }
    }
}
