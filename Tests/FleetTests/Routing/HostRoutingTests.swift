// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Testing

struct HostRoutingTests {
    private static func table(_ more: Int = 0) -> RoutingTable {
        let rules: [(String, RouteRule)] = [
            ("any", RouteRule(path: "/")),
            ("any-w", RouteRule(path: "/w")),
            ("own", RouteRule(path: "/-", isOfProxy: true)),
            ("exact", RouteRule(path: "/", hosts: ["app.example.org", "other.test"])),
            ("exact-w", RouteRule(path: "/w", hosts: ["app.example.org"])),
            ("wild", RouteRule(path: "/", hosts: ["*.example.org"])),
            ("deep", RouteRule(path: "/", hosts: ["*.b.example.org"])),
            ("deep-v", RouteRule(path: "/v", hosts: ["only.v.test"])),
        ]
        let others = (0..<more).map { ("n\($0)", RouteRule(path: "/", hosts: ["n\($0).example.org"])) }
        return RoutingTable(
            (rules + others).map { name, rule in
                let service = ServiceName(name)
                return Route(service: service, rule: rule, gate: ServiceGate(service: service, time: ManualTime()))
            }
        )
    }

    static let cases: [(host: String, path: String, service: ServiceName)] = [
        ("app.example.org", "/", "exact"), ("app.example.org", "/w", "exact-w"), ("app.example.org", "/w/x", "exact-w"),
        ("APP.Example.ORG", "/x", "exact"), ("app.example.org.", "/", "exact"), ("app.example.org:8443", "/", "exact"),
        ("app.example.org.:80", "/", "exact"), ("other.test", "/w", "exact"), ("x.example.org", "/", "wild"),
        ("x.y.example.org", "/", "wild"), ("example.org", "/", "any"), (".example.org", "/", "any"),
        ("xexample.org", "/", "any"), ("a.b.example.org", "/", "deep"), ("b.example.org", "/", "wild"),
        ("app.example.org.evil.test", "/w", "any-w"), ("only.v.test", "/v", "deep-v"), ("only.v.test", "/w", "any-w"),
        ("unknown.test", "/w", "any-w"), ("[::1]:80", "/", "any"), ("", "/", "any"),
        // What is the proxy's own is so on every host.
        ("app.example.org", "/-/v1", "own"), ("x.example.org", "/-", "own"),
    ]

    @Test(arguments: [0, 101, 10_001])
    func theHostIsMatchedBeforeThePath(_ more: Int) {
        let table = Self.table(more)
        for (host, path, service) in Self.cases {
            let found = Array(path.utf8).withUnsafeBytes { path in
                Array(host.utf8).withUnsafeBytes { host in table.route(forPath: path, host: host) }
            }
            #expect(found?.service == service, "\(host) \(path)")
        }
    }

    @Test func aRequestWithoutAHostIsMatchedByItsPath() {
        #expect(Array("/w".utf8).withUnsafeBytes { Self.table().route(forPath: $0, host: nil) }?.service == "any-w")
    }
}
