// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore

/// What a request carries.
enum TestBody: Sendable {
    case none
    /// So many bytes, announced by their length.
    case sized(Int)
    /// So many bytes in pieces, and nobody is told how many there will be.
    case chunked(Int)

    var asRequestBody: HTTPClientRequest.Body? {
        switch self {
        case .none:
            return nil
        case .sized(let count):
            return .bytes(ByteBuffer(repeating: UInt8(ascii: "x"), count: count))
        case .chunked(let count):
            let size = 16384
            let pieces = stride(from: 0, to: count, by: size).lazy.map { start in
                ByteBuffer(repeating: UInt8(ascii: "x"), count: min(size, count - start))
            }
            return .stream(Array(pieces).async, length: .unknown)
        }
    }
}

extension Array where Element: Sendable {
    fileprivate var async: AsyncStream<Element> {
        AsyncStream { continuation in
            for element in self { continuation.yield(element) }
            continuation.finish()
        }
    }
}
