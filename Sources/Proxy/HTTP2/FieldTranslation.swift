// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Fields of HTTP/1.1 as those of HTTP/2.
enum FieldTranslation {
    /// The head of a request.
    static func headers(of head: borrowing RequestHead) -> HPACKHeaders {
        var headers = HPACKHeaders()
        let fields = head.section.fields
        headers.reserveCapacity(fields.count + 4)
        head.bytes.withUnsafeReadableBytes { bytes in
            let path = String(decoding: bytes[head.target], as: UTF8.self)
            headers.add(name: ":method", value: String(decoding: bytes[head.method], as: UTF8.self))
            headers.add(name: ":scheme", value: "http")
            headers.add(name: ":path", value: path, indexing: .nonIndexable)
            if let host = head.facts.host {
                headers.add(name: ":authority", value: String(decoding: bytes[fields[host].valueRange], as: UTF8.self))
            }
            add(fields.filter { $0.name != .host }, bytes, to: &headers)
        }
        // We take them, and pass them on.
        headers.add(name: "te", value: "trailers")
        return headers
    }

    /// The head of a response. What is between neighbours stays behind.
    static func headers(of head: borrowing ResponseHead) -> HPACKHeaders {
        var headers = HPACKHeaders()
        let fields = head.section.fields
        headers.reserveCapacity(fields.count + 1)
        headers.add(name: ":status", value: String(head.status))
        head.bytes.withUnsafeReadableBytes { add(fields, $0, to: &headers) }
        return headers
    }

    /// The fields behind a body.
    static func trailers(of chunks: ChunkReader) -> HPACKHeaders {
        var headers = HPACKHeaders()
        chunks.trailerBytes.withUnsafeReadableBytes { add(chunks.trailers.fields, $0, to: &headers) }
        return headers
    }

    static func add(_ fields: [Field], _ bytes: UnsafeRawBufferPointer, to headers: inout HPACKHeaders) {
        for field in fields {
            guard !isBetweenNeighbours(field.name) else { continue }
            let name = lowercased(bytes, field.nameRange)
            let value = String(decoding: bytes[field.valueRange], as: UTF8.self)
            headers.add(name: name, value: value, indexing: indexing(name))
        }
    }

    private static func isBetweenNeighbours(_ name: FieldName) -> Bool {
        name == .connection || name == .transferEncoding || name == .upgrade || name == .hopByHop
    }

    private static func lowercased(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        String(unsafeUninitializedCapacity: range.count) { name in
            for (offset, index) in range.enumerated() {
                name.initializeElement(at: offset, to: Bytes.lowercased(bytes[index]))
            }
            return range.count
        }
    }

    /// What differs from message to message would only push out of the table what does not.
    private static func indexing(_ name: String) -> HPACKIndexing {
        switch name {
        case "set-cookie", "authorization", "cookie": .neverIndexed
        case "date", "content-length", "content-range", "etag", "last-modified", "location", "age", "expires",
            "server-timing", "x-request-id", "x-forwarded-for", "path":
            .nonIndexable
        default: .indexable
        }
    }
}
