// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Testing

struct RoutingTableTests {
    private let table = RoutingTable(
        [
            ("root", RouteRule(path: "/")),
            ("one", RouteRule(path: "/w1")),
            ("deep", RouteRule(path: "/w1/deep")),
            ("ten", RouteRule(path: "/w10")),
            ("exact", RouteRule(path: "/status", isExact: true)),
        ].map { name, rule in
            Route(
                service: ServiceName(name),
                rule: rule,
                gate: ServiceGate(service: ServiceName(name), time: ManualTime())
            )
        }
    )

    @Test(arguments: [
        ("/w1", "one"), ("/w1/", "one"), ("/w1/x", "one"), ("/w10", "ten"), ("/w10/x", "ten"), ("/w100", "root"),
        ("/w1/deep", "deep"), ("/w1/deeper", "one"), ("/w1/deep/er", "deep"), ("/", "root"), ("/W1", "root"),
        ("/status", "exact"), ("/status/", "root"), ("/status/x", "root"), ("", "root"),
    ])
    func longestPrefixThatEndsAtASegmentWins(path: String, service: ServiceName) {
        #expect(route(path)?.service == service)
    }

    @Test func pathOfNobodyHasNoRoute() {
        let only = RoutingTable([
            Route(service: "a", rule: RouteRule(path: "/a"), gate: ServiceGate(service: "a", time: ManualTime()))
        ])
        #expect(Array("/b".utf8).withUnsafeBytes { only.route(forPath: $0) } == nil)
        #expect(Array("/ab".utf8).withUnsafeBytes { only.route(forPath: $0) } == nil)
    }

    @Test func strippedPrefixIsTheRoutesOwn() {
        #expect(route("/w1/x")?.strippedPrefixLength == 3)
        #expect(route("/")?.strippedPrefixLength == 0)
    }

    private func route(_ path: String) -> Route? {
        Array(path.utf8).withUnsafeBytes { table.route(forPath: $0) }
    }
}
