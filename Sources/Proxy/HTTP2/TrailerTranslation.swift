// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Fields behind a body with HTTP/2, as the end of a chunked one.
struct TrailerTranslation {
    /// The last chunk with them behind it.
    private(set) var lastChunk = ByteBuffer()

    /// Nil: they are malformed.
    init?(_ trailers: HPACKHeaders) {
        lastChunk.writeStaticString("0\r\n")
        for (name, value, _) in trailers {
            // No token begins with a colon: a pseudo-field is none.
            guard FieldKind(name: name, value: value) != nil else { return nil }
            lastChunk.writeField(name, value)
        }
        lastChunk.writeStaticString("\r\n")
    }
}
