// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import SeededRandom
import Testing

@testable import Proxy

/// One function decides which service a target reaches, and refuses what another reader would read differently.
struct PathGuardTests {
    static let table = RoutingTable(
        ["/", "/w1", "/w10", "/admin"].map { path in
            Route(
                service: ServiceName(path),
                rule: RouteRule(path: path),
                gate: ServiceGate(service: ServiceName(path), time: SystemTime())
            )
        }
    )

    @Test(arguments: [
        ("/w1", "/w1"), ("/w1/", "/w1"), ("/w10", "/w10"), ("/w1?x", "/w1"), ("/w1x", "/"), ("/", "/"),
        ("/ADMIN", "/"), ("/admin;x", "/"), ("/admin%23", "/"), ("/admin?/w1", "/admin"), ("/admin/.", "/admin"),
        ("/w1//admin", "/w1"), ("/w1/./x", "/w1"), ("/w1/a/../b", "/w1"), ("/w1/a%2Fb", "/w1"), ("/w1/%3F", "/w1"),
        ("/w1/a%252Fb", "/w1"), ("/w1/100%25", "/w1"), ("/w1/%C3%A9", "/w1"), ("/x?/../admin", "/"),
        ("/w1/..a/.b", "/w1"), ("/w1?%zz", "/w1"), ("?x", "/"), ("", "/"),
        ("//w1", "refused"), ("/./w1", "refused"), ("/w1/../admin", "refused"), ("/w1/%2e%2e/admin", "refused"),
        ("/w1/.%2e/admin", "refused"), ("/w1%2f..%2fadmin", "refused"), ("/w1%5c..%5cadmin", "refused"),
        ("/w1\\..\\admin", "refused"), ("/%61dmin", "refused"), ("/admin%00", "refused"), ("/w1/%00", "refused"),
        ("/w1/..;/admin", "refused"), ("/w1/..;x=y/admin", "refused"), ("/%", "refused"), ("/%2", "refused"),
        ("/%zz", "refused"), ("/w1/%zz", "refused"), ("/%c0%ae%c0%ae/", "refused"), ("/w1/%e0%80%af", "refused"),
        ("/w1/%252e%252e/admin", "refused"), ("/w1/..", "refused"), ("/x/../w1", "refused"), ("/w1%2Fx", "refused"),
        ("/admin%2f..;x", "refused"), ("/w1//../admin", "refused"), ("/w1/%2525252525252e", "refused"),
    ]) func aTargetReachesOneServiceOrNone(_ target: String, _ outcome: String) {
        #expect(Self.decide(Array(target.utf8)) == outcome)
    }

    /// What passes is what a reader gets who decodes it and resolves its dots in one plain way.
    @Test func noPassingTargetReachesAnotherServiceOnceNormalised() {
        let parts = [
            "/", "//", "w1", "w10", "admin", ".", "..", "%2e", "%2E", "%2f", "%5c", "\\", "%61", "%25", "2e", ";x", "a",
            "%00", "%", "?",
        ]
        var random = SeededGenerator(seed: 11)
        var passed = 0
        for _ in 0..<40_000 {
            let count = Int.random(in: 1...7, using: &random)
            let target = "/" + (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            let outcome = Self.decide(Array(target.utf8))
            guard outcome != "refused" else { continue }
            passed += 1
            let path = target.prefix { $0 != "?" }
            #expect(outcome == Self.plainRoute(Self.resolved(Self.decoded(String(path)))), "\(target)")
        }
        #expect(passed > 2_000)
    }

    private static func decide(_ target: [UInt8]) -> String {
        target.withUnsafeBytes { bytes in
            switch PathGuard.decide(bytes, table) {
            case .ambiguous: "refused"
            case .passes(let route, _): route?.service.text ?? "none"
            }
        }
    }

    private static func plainRoute(_ path: String) -> String {
        Array(path.utf8).withUnsafeBytes { table.route(forPath: $0)?.service.text ?? "none" }
    }

    private static func decoded(_ path: String) -> String {
        var result: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                result.append(code)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func resolved(_ path: String) -> String {
        var segments: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch part {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/")
    }
}
