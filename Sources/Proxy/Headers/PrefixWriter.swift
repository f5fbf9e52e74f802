// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// Writes the fields of a response that hold paths as its worker knows them, with what the worker does not see in front:
/// `Location`, and the `Path` of cookies.
struct PrefixWriter {
    private let prefix: [UInt8]
    /// What the worker was asked for by.
    private let host: [UInt8]

    /// Nil: the service does not want it, or nothing was stripped.
    init?(_ route: Route, request: borrowing RequestHead) {
        guard route.rule.rewritesResponses, route.strippedPrefixLength > 0 else { return nil }
        prefix = Array(route.rule.path.utf8)
        host = request.bytes.withUnsafeReadableBytes { bytes in
            request.facts.host.map { Array(bytes[request.section.fields[$0].valueRange]) } ?? []
        }
    }

    /// Whether `write` writes the field, so that it must not be copied.
    func isConcerned(_ field: Field, _ bytes: UnsafeRawBufferPointer) -> Bool {
        Bytes.equal(bytes, field.nameRange, "location") || Bytes.equal(bytes, field.nameRange, "set-cookie")
    }

    func write(_ head: borrowing ResponseHead, _ bytes: UnsafeRawBufferPointer, to output: inout HeadPen) {
        let (fields, facts) = (head.section.fields, head.facts)
        for field in fields where field.name == .other && isConcerned(field, bytes) {
            guard !facts.endsHere(field, bytes) else { continue }
            let value = field.valueRange
            let isLocation = Bytes.equal(bytes, field.nameRange, "location")
            let path = isLocation ? pathOfLocation(bytes, value) : pathOfCookie(bytes, value)
            output.write(bytes, field.nameRange)
            output.writeStaticString(": ")
            if let path, !hasPrefix(bytes, path) {
                output.write(bytes, value.lowerBound..<path.lowerBound)
                output.writeBytes(prefix)
                output.write(bytes, path.lowerBound..<value.upperBound)
            } else {
                output.write(bytes, value)
            }
            output.writeStaticString("\r\n")
        }
    }

    /// Where the path on this host begins. Nil: it is on another, or relative to where the client is.
    private func pathOfLocation(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Range<Int>? {
        let slash = UInt8(ascii: "/")
        if let first = value.first, bytes[first] == slash {
            return value.count > 1 && bytes[first + 1] == slash ? nil : value
        }
        guard let authority = Authority.ofAbsoluteForm(bytes, value) else { return nil }
        let isOurs =
            host.count == authority.count
            && zip(host, authority).allSatisfy { Bytes.lowercased($0) == Bytes.lowercased(bytes[$1]) }
        return isOurs ? authority.upperBound..<value.upperBound : nil
    }

    /// The value of the last `Path`, which is the one that counts. Nil: there is none, and the client takes its own.
    private func pathOfCookie(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Range<Int>? {
        var found: Range<Int>?
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[end] != UInt8(ascii: ";") { end += 1 }
            let part = Bytes.trimmed(bytes, start..<end)
            let name = part.lowerBound..<min(part.lowerBound + 5, part.upperBound)
            // The first part is the cookie itself.
            if start > value.lowerBound, part.count > 5, bytes[name.upperBound] == UInt8(ascii: "/"),
                bytes[name.upperBound - 1] == UInt8(ascii: "="),
                Bytes.equal(bytes, name.lowerBound..<(name.upperBound - 1), "path")
            {
                found = name.upperBound..<part.upperBound
            }
            start = end + 1
        }
        return found
    }

    /// Whether the worker knows its prefix, from `X-Forwarded-Prefix` for one, and has written it.
    private func hasPrefix(_ bytes: UnsafeRawBufferPointer, _ path: Range<Int>) -> Bool {
        guard path.count >= prefix.count, bytes[path].starts(with: prefix) else { return false }
        return path.count == prefix.count
            || ["/", "?", "#"].contains(UnicodeScalar(bytes[path.lowerBound + prefix.count]))
    }
}
