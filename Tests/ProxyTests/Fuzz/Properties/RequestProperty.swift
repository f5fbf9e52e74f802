// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import NIOCore

@testable import Proxy

/// Reading a request's head, and writing the one its worker gets.
enum RequestProperty {
    static func check(_ input: [UInt8]) throws {
        for limits in HeadLimits.fuzzed {
            let whole = read(input, Cuts.whole(input), limits)
            for cuts in Cuts.of(input) {
                let cut = read(input, cuts, limits)
                try Violation.unless(cut == whole, "cut at \(cuts): \(cut); whole: \(whole)")
            }
            guard case .complete(let picture, let taken) = whole else { continue }
            try Violation.unless(taken == picture.bytes.count || taken == picture.bytes.count + 2, "\(taken) taken")
            try judge(picture, limits)
        }
        try checkAuthored(input)
    }

    private static func read(_ input: [UInt8], _ cuts: [Int], _ limits: HeadLimits) -> HeadPicture.Reading {
        var head = RequestHead()
        var taken = 0
        for end in cuts {
            var buffer = Octets.buffer(input[taken..<end])
            let reading = head.read(from: &buffer, limits: limits)
            taken = end - buffer.readableBytes
            switch reading {
            case .incomplete: continue
            case .refused(let fault): return .refused(fault)
            case .complete: return .complete(HeadPicture(head), taken: taken)
            }
        }
        return .incomplete
    }

    static func judge(_ picture: HeadPicture, _ limits: HeadLimits) throws {
        let recheck = try HeadRecheck(picture.bytes)
        try recheck.checkLimits(limits)
        try recheck.checkOffsets(picture)
        let parts = String(decoding: recheck.startLine, as: UTF8.self).split(
            separator: " ",
            omittingEmptySubsequences: false
        )
        try Violation.unless(parts.count == 3, "its first line has \(parts.count) parts")
        let version = picture.version == .http11 ? "HTTP/1.1" : "HTTP/1.0"
        try Violation.unless(parts[2] == version, "it is \(parts[2])")
        try Violation.unless(parts[1].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }, "its target is odd")
        let method = String(decoding: picture.bytes[picture.parts[0]], as: UTF8.self)
        try Violation.unless(
            parts[0] == method && method != "CONNECT" && method != "TRACE",
            "its method is \(parts[0])"
        )
        let target = String(decoding: picture.bytes[picture.parts[1]], as: UTF8.self)
        try Violation.unless(parts[1].hasSuffix(target), "its target is \(target)")
        try Violation.unless(
            target.isEmpty || target.hasPrefix("/") || target.hasPrefix("?") || target == "*" && method == "OPTIONS",
            "it asks for \(target)"
        )
        let hosts = recheck.values("host")
        try Violation.unless(hosts.count == 1 || hosts.isEmpty && picture.version == .http10, "\(hosts.count) hosts")
        if let host = hosts.first {
            try Violation.unless(!host.isEmpty && !host.contains { "/,@#?\\ \t".contains($0) }, "the host is \(host)")
            let isNamed =
                parts[1].hasPrefix("/") || parts[1] == "*" || parts[1].lowercased().contains(host.lowercased())
            try Violation.unless(isNamed, "the target names another host than \(host)")
        }
        try Violation.unless(try recheck.framing(picture.version) ?? .none == picture.framing, "\(picture.framing)")
    }

    // MARK: What the worker gets

    private static let route = Route(
        service: ServiceName("w1"),
        rule: RouteRule(path: "/"),
        access: .open,
        gate: ServiceGate(service: ServiceName("w1"), time: SystemTime())
    )
    private static let between = [
        "te", "trailer", "keep-alive", "http2-settings", "proxy-connection", "proxy-authorization", "forwarded",
    ]

    /// The head that a worker gets is a whole one with the same body, and nothing in it is for the proxy alone.
    private static func checkAuthored(_ input: [UInt8]) throws {
        var head = RequestHead()
        var buffer = Octets.buffer(input[...])
        guard head.read(from: &buffer, limits: HeadLimits()) == .complete else { return }
        var ids = RequestID.Source()
        var written = ByteBuffer()
        let author = RequestAuthor(
            route: route,
            peer: .nobody,
            origin: Origin(.nobody),
            showsToken: false,
            pseudonym: Pseudonym()
        )
        author.write(head, to: &written, requestID: ids.next())
        let recheck = try HeadRecheck(Octets.of(written))
        let framing = try recheck.framing(.http11) ?? .none
        try Violation.unless(framing == head.framing, "the worker gets \(framing) for \(head.framing)")
        try Violation.unless(recheck.values("host").count == 1, "the worker gets no host, or several")
        for name in between {
            try Violation.unless(recheck.values(name).isEmpty, "the worker gets \(name)")
        }
        let isUpgrade = head.upgrade != nil
        try Violation.unless(recheck.values("upgrade").count == (isUpgrade ? 1 : 0), "the worker gets an upgrade")
        try Violation.unless(recheck.values("connection") == (isUpgrade ? ["Upgrade"] : []), "the worker gets options")
        for field in recheck.fields {
            try Violation.unless(!field.name.contains("_"), "the worker gets \(field.name)")
        }
        var again = RequestHead()
        var rest = Octets.buffer(Octets.of(written)[...])
        let roomy = HeadLimits(startLine: 1 << 20, field: 1 << 20, fieldList: 1 << 20, fieldCount: 1000)
        let reading = again.read(from: &rest, limits: roomy)
        try Violation.unless(reading == .complete && rest.readableBytes == 0, "the worker's head is \(reading)")
    }
}
