// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHPACK

@testable import Proxy

/// A head with HTTP/2 as one with HTTP/1.1: what passes is one request to the reader, and the one that was meant.
///
/// An input is fields, each its name, the byte 0x1F and its value, with the byte 0x1E between them.
enum TranslationProperty {
    static func check(_ input: [UInt8]) throws {
        let fields = input.split(separator: 0x1E).map { field -> (String, String) in
            let parts = field.split(separator: 0x1F, maxSplits: 1, omittingEmptySubsequences: false)
            return (text(parts[0]), parts.count > 1 ? text(parts[1]) : "")
        }
        for endsStream in [true, false] {
            guard let request = RequestTranslation(HPACKHeaders(fields), endsStream: endsStream) else { continue }
            try judge(request, fields, endsStream)
        }
        try judgeTrailers(fields)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func judge(
        _ request: RequestTranslation,
        _ fields: [(name: String, value: String)],
        _ endsStream: Bool
    ) throws {
        var written = ByteBuffer()
        request.write(to: &written)
        let bytes = Octets.of(written)
        let recheck = try HeadRecheck(bytes)
        let parts = recheck.startLine.split(separator: 0x20, omittingEmptySubsequences: false)
        try Violation.unless(parts.count == 3, "its first line has \(parts.count) parts")
        try Violation.unless(text(parts[0]) == request.method, "its method is \(text(parts[0]))")
        try Violation.unless(text(parts[1]) == request.target, "its target is \(text(parts[1]))")
        for name in ["connection", "upgrade", "keep-alive", "proxy-connection"] {
            try Violation.unless(recheck.values(name).isEmpty, "it has \(name)")
        }
        let regular = fields.filter { !$0.name.hasPrefix(":") }
        let others = regular.filter { !["host", "cookie", "content-length"].contains($0.name) }
        let passed = recheck.fields.filter {
            !["host", "cookie", "content-length", "transfer-encoding"].contains($0.name)
        }
        try Violation.unless(passed.map(\.name) == others.map(\.name), "its fields are others")
        try Violation.unless(passed.map { text($0.value[...]) } == others.map(\.value), "its values are others")
        try Violation.unless(recheck.values("host").count <= 1, "it has several hosts")
        try Violation.unless(recheck.values("cookie").count <= 1, "it has several cookies")
        let framing = try recheck.framing(.http11) ?? .none
        try Violation.unless(!endsStream || framing == .none, "\(framing), and it has ended")
        try Violation.unless(endsStream || framing != .none || request.length == 0, "\(framing), and it has not ended")
        try checkReader(bytes, framing)
    }

    /// The reader takes it whole for that very request, or refuses it.
    private static func checkReader(_ bytes: [UInt8], _ framing: BodyFraming) throws {
        var head = RequestHead()
        var buffer = Octets.buffer(bytes[...])
        switch head.read(from: &buffer, limits: HeadLimits()) {
        case .refused: return
        case .incomplete: throw Violation(description: "the reader waits for more")
        case .complete:
            try Violation.unless(buffer.readableBytes == 0, "the reader leaves \(buffer.readableBytes) bytes")
            try Violation.unless(head.framing == framing, "the reader sees \(head.framing)")
            try RequestProperty.judge(HeadPicture(head), HeadLimits())
        }
    }

    private static func judgeTrailers(_ fields: [(name: String, value: String)]) throws {
        guard let trailers = TrailerTranslation(HPACKHeaders(fields)) else { return }
        let bytes = Octets.of(trailers.lastChunk)
        guard let recheck = ChunkRecheck(bytes, mostExtension: 0), recheck.taken == bytes.count else {
            throw Violation(description: "trailers are more than trailers")
        }
        let lines = try HeadRecheck(recheck.trailers, hasStartLine: false).fields
        try Violation.unless(lines.map(\.name) == fields.map(\.name), "trailers are others")
    }
}
