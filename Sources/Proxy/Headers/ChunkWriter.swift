// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Frames a body in chunks of our own.
enum ChunkWriter {
    static func writeSize(_ size: Int, to output: inout ByteBuffer) {
        output.writeHead(atMost: 18) { pen in
            pen.writeHexadecimal(UInt64(size))
            pen.writeStaticString("\r\n")
        }
    }

    /// The last chunk and the trailers that may pass: none that frames, routes, or names who is speaking.
    /// - Parameter passesUnderscores: names with an underscore pass, too, unless one could be taken for one of those.
    static func writeEnd(_ chunks: ChunkReader?, passesUnderscores: Bool = false, to output: inout ByteBuffer) {
        output.writeStaticString("0\r\n")
        if let chunks {
            chunks.trailerBytes.withUnsafeReadableBytes { bytes in
                output.writeHead(atMost: bytes.count) {
                    $0.copy(chunks.trailers.fields, of: bytes) { field in
                        guard field.name == .underscored, passesUnderscores else { return field.name == .other }
                        return FieldName.withHyphens(bytes, field.nameRange) == .other
                    }
                }
            }
        }
        output.writeStaticString("\r\n")
    }
}
