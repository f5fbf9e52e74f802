// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is fuzzed: a reader of bytes from strangers, and what must hold of it whatever it is given.
enum FuzzTarget: String, CaseIterable {
    /// Heads of requests, and the heads that workers get for them.
    case requests
    /// Heads of responses.
    case responses
    /// Bodies: chunked, of a known length, until the connection ends.
    case bodies
    /// Requests with their bodies, one after the other.
    case connections
    /// Heads and trailers with HTTP/2.
    case translations
    /// PROXY headers.
    case announcements
    /// Values of `X-Forwarded-For`.
    case origins

    /// Throws what is wrong.
    func check(_ input: [UInt8]) throws {
        switch self {
        case .requests: try RequestProperty.check(input)
        case .responses: try ResponseProperty.check(input)
        case .bodies: try BodyProperty.check(input)
        case .connections: try ConnectionProperty.check(input)
        case .translations: try TranslationProperty.check(input)
        case .announcements: try AnnouncementProperty.check(input)
        case .origins: try OriginProperty.check(input)
        }
    }

    /// What a case of the corpus gives to begin with. Nil: nothing.
    func seed(_ subject: CorpusCase) -> [UInt8]? {
        switch self {
        case .requests, .connections: return subject.sent
        case .responses: return subject.response
        case .bodies:
            guard let end = subject.sent.indices.first(where: { subject.sent[$0...].starts(with: "\r\n\r\n".utf8) })
            else { return nil }
            let body = subject.sent[(end + 4)...]
            return body.isEmpty ? nil : Array(body)
        case .translations, .announcements, .origins: return nil
        }
    }
}
