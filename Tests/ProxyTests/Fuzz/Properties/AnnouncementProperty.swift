// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@testable import Proxy

/// Reading PROXY headers.
enum AnnouncementProperty {
    static func check(_ input: [UInt8]) throws {
        let whole = read(input, input.count)
        for count in Set(Cuts.of(input).joined()).sorted() { try check(read(input, count), at: count, whole) }
        guard case .complete(let header, let length) = whole else { return }
        try Violation.unless(length > 0 && length <= input.count, "\(length) of \(input.count) bytes taken")
        try Violation.unless(length <= 16 + ProxyHeader.longestRest, "\(length) bytes taken")
        if input[0] == UInt8(ascii: "P") { try judgeText(Array(input[..<length]), header) }
    }

    private static func read(_ input: [UInt8], _ count: Int) -> ProxyHeader.Reading {
        Octets.with(input[..<count]) { ProxyHeader.read($0) }
    }

    /// What has come so far says the same as the whole, or nothing yet.
    private static func check(_ reading: ProxyHeader.Reading, at count: Int, _ whole: ProxyHeader.Reading) throws {
        switch reading {
        case .incomplete:
            guard case .complete(_, let length) = whole else { return }
            try Violation.unless(count < length, "incomplete at \(count) of \(length)")
        case .complete, .refused:
            try Violation.unless(reading == whole, "\(reading) at \(count); whole: \(whole)")
        }
    }

    private static func judgeText(_ bytes: [UInt8], _ header: ProxyHeader) throws {
        try Violation.unless(bytes.count <= 107 && bytes.suffix(2) == [0x0D, 0x0A], "its end is odd")
        try Violation.unless(!bytes.dropLast().contains(0x0A), "it has two lines")
        let words = String(decoding: bytes.dropLast(2), as: UTF8.self).split(
            separator: " ",
            omittingEmptySubsequences: false
        )
        guard words.count >= 2, words[0] == "PROXY", words[1] != "UNKNOWN" else {
            return try Violation.unless(header.source == nil && !header.isSecure, "an unknown source is \(header)")
        }
        try Violation.unless(words.count == 6, "it has \(words.count) words")
        try Violation.unless(words[1] == "TCP4" || words[1] == "TCP6", "its family is \(words[1])")
        try Violation.unless(words[2...3].allSatisfy { $0.contains(":") == (words[1] == "TCP6") }, "other addresses")
        try Violation.unless(words[4...5].allSatisfy { UInt16($0).map(String.init) == String($0) }, "odd ports")
        guard let source = header.source else { throw Violation(description: "it has no source") }
        let again = IPAddress(String(decoding: source.text, as: UTF8.self))
        try Violation.unless(again == source, "its source does not survive being written")
        try Violation.unless(source == IPAddress(String(words[2])), "its source is another")
    }
}
