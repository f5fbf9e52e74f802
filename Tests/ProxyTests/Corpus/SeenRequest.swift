// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A request as a worker that parses strictly has seen it.
struct SeenRequest {
    let method: String
    let target: String
    let fields: StrictFields
    let body: [UInt8]
    let trailers: [(name: String, value: String)]

    enum Step {
        /// - Parameter expectsContinue: its head is whole, and it waits to be told to go on.
        case incomplete(expectsContinue: Bool)
        case complete(SeenRequest, end: Int)
    }

    /// - Throws: `StrictFields.Violation` for bytes that no proxy should have written.
    static func read(_ bytes: ArraySlice<UInt8>) throws -> Step {
        guard let (head, bodyStart) = try StrictFields.read(bytes) else { return .incomplete(expectsContinue: false) }
        let parts = head.startLine.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2] == "HTTP/1.1", !parts[0].isEmpty,
            parts[1].hasPrefix("/") || parts[1] == "*", parts[1].utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            !parts[1].contains("#")
        else { throw StrictFields.Violation(description: "the request line \(head.startLine)") }
        try judge(head)
        let expectsContinue = head.values("expect") == ["100-continue"]
        var body: [UInt8] = []
        var trailers: [(name: String, value: String)] = []
        var end = bodyStart
        if let length = try head.length() {
            guard bytes.endIndex - bodyStart >= length else { return .incomplete(expectsContinue: expectsContinue) }
            end = bodyStart + length
            body = Array(bytes[bodyStart..<end])
        } else if !head.values("transfer-encoding").isEmpty {
            guard let whole = try StrictFields.chunkedBody(bytes, from: bodyStart) else {
                return .incomplete(expectsContinue: expectsContinue)
            }
            (body, trailers, end) = whole
        }
        let request = SeenRequest(
            method: String(parts[0]),
            target: String(parts[1]),
            fields: head,
            body: body,
            trailers: trailers
        )
        return .complete(request, end: end)
    }

    /// What each head must have, for only the proxy writes it so: no smuggled one would.
    private static func judge(_ head: StrictFields) throws {
        for name in ["host", "x-forwarded-for", "x-forwarded-proto", "x-request-id"] where head.values(name).count != 1
        {
            throw StrictFields.Violation(description: "\(head.values(name).count) times \(name)")
        }
        guard head.values("via").last?.contains(" plimsoll-") == true else {
            throw StrictFields.Violation(description: "a request that the proxy did not write: \(head.startLine)")
        }
        for name in ["keep-alive", "te", "trailer", "proxy-connection", "http2-settings"]
        where !head.values(name).isEmpty {
            throw StrictFields.Violation(description: "\(name), which ends at the proxy")
        }
        guard head.values("connection").isEmpty || !head.values("upgrade").isEmpty else {
            throw StrictFields.Violation(description: "Connection without an upgrade")
        }
        if let name = head.fields.map(\.name).first(where: { $0.contains("_") }) {
            throw StrictFields.Violation(description: "the field \(name)")
        }
    }

    /// What differs from the case's line; nil: nothing.
    func difference(from wanted: CorpusCase.Request) -> String? {
        let prefix = fields.values("x-forwarded-prefix").first
        if method != wanted.method || target != wanted.target || prefix != wanted.prefix {
            return "the worker saw [\(prefix ?? "")] \(method) \(target)"
        }
        if body != wanted.body { return "its body was \(String(decoding: body, as: UTF8.self).debugDescription)" }
        let lines = (fields.fields + trailers).map {
            "\($0.name.lowercased()): \(HeadRelayTests.hidingPseudonym(in: $0.value))"
        }
        for line in wanted.has {
            let parts = line.split(separator: ":", maxSplits: 1)
            let field = parts[0].lowercased() + ":" + (parts.count > 1 ? parts[1] : "")
            if !lines.contains(field) { return "it lacked \(line)" }
        }
        let names = (fields.fields + trailers).map { $0.name.lowercased() }
        if let name = wanted.lacks.first(where: names.contains) { return "it had \(name)" }
        return nil
    }
}
