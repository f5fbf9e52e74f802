// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A response as a client that parses strictly has got it.
struct AnsweredResponse {
    let status: Int
    let fields: StrictFields
    let body: [UInt8]
    /// It ended before it was whole.
    let isCut: Bool

    /// Reads the responses to requests of which some were HEAD.
    /// - Parameter statuses: what is awaited, which says which answers have no body.
    static func read(_ bytes: [UInt8], awaiting statuses: [CorpusCase.Status]) throws -> [AnsweredResponse] {
        var responses: [AnsweredResponse] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let isToHEAD = responses.count < statuses.count && statuses[responses.count].isToHEAD
            let (response, end) = try one(rest, isToHEAD: isToHEAD)
            responses.append(response)
            rest = rest[end...]
            if response.isCut { break }
        }
        return responses
    }

    private static func one(_ bytes: ArraySlice<UInt8>, isToHEAD: Bool) throws -> (AnsweredResponse, end: Int) {
        guard let (head, start) = try StrictFields.read(bytes) else {
            throw StrictFields.Violation(description: "half a head: \(String(decoding: bytes, as: UTF8.self))")
        }
        let parts = head.startLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "HTTP/1.1", parts[1].count == 3, let status = Int(parts[1]) else {
            throw StrictFields.Violation(description: "the status line \(head.startLine)")
        }
        func response(_ body: ArraySlice<UInt8>, isCut: Bool = false) -> AnsweredResponse {
            AnsweredResponse(status: status, fields: head, body: Array(body), isCut: isCut)
        }
        let length = try head.length()
        if isToHEAD || status < 200 || status == 204 || status == 304 { return (response([]), start) }
        if let length {
            let end = min(start + length, bytes.endIndex)
            return (response(bytes[start..<end], isCut: end < start + length), end)
        }
        if !head.values("transfer-encoding").isEmpty {
            guard let whole = try StrictFields.chunkedBody(bytes, from: start) else {
                return (response(bytes[start...], isCut: true), bytes.endIndex)
            }
            return (response(whole.body[...]), whole.end)
        }
        return (response(bytes[start...]), bytes.endIndex)
    }

    func difference(from wanted: CorpusCase) -> String? {
        let lines = fields.fields.map { "\($0.name.lowercased()): \($0.value)" }
        for line in wanted.has {
            let parts = line.split(separator: ":", maxSplits: 1)
            if !lines.contains(parts[0].lowercased() + ":" + parts[1]) { return "the answer lacked \(line)" }
        }
        let names = fields.fields.map { $0.name.lowercased() }
        if let name = wanted.lacks.first(where: names.contains) { return "the answer had \(name)" }
        if let wanted = wanted.body, wanted != body {
            return "the answer's body was \(String(decoding: body, as: UTF8.self).debugDescription)"
        }
        return nil
    }
}
