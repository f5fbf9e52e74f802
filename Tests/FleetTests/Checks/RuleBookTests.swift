// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

@testable import Fleet

struct RuleBookTests {
    @Test func everyRuleHasANameOfItsOwn() {
        let names = RuleBook.rules.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "-") }, "\(name)")
        }
    }

    @Test func everyRuleSaysWhyAndWhatToDo() {
        for rule in RuleBook.rules {
            #expect(rule.reason.hasSuffix("."), "\(rule.name): the reason is a sentence")
            #expect(
                !rule.hint.isEmpty && !rule.hint.hasSuffix("."),
                "\(rule.name): the hint is an order, without a full stop"
            )
            #expect(RuleBook.table.contains("| `\(rule.name)` | \(rule.reason) |"))
        }
    }

    @Test func rulesNameTheirFindingsAfterThemselves() {
        let host = HostCapacity(memory: .gibibytes(1), processors: 1)
        let service = ServiceDefinition(
            name: "api",
            limits: Limits(memory: .gibibytes(2), memoryReservation: .gibibytes(3)),
            idleTimeout: nil
        )
        for rule in RuleBook.rules {
            for finding in rule.findings(in: CheckedFleet(services: [service], host: host)) {
                #expect(finding.rule == rule.name)
                #expect(finding.hint?.isEmpty == false)
            }
        }
    }

    @Test func aFleetOfNoServicesHasNoFindings() {
        let host = HostCapacity(memory: .zero, processors: 0)
        #expect(RuleBook.findings(in: CheckedFleet(services: [], host: host)).isEmpty)
    }

    @Test(arguments: [
        ("/a", "/a", true), ("/a/b", "/a", true), ("/ab", "/a", false), ("/a", "/a/", true), ("/a", "/", true),
        ("/", "/a", false), ("volume", "volume", true), ("volume", "vol", false),
    ])
    func pathsAreComparedBySegments(_ path: String, _ folder: String, _ isWithin: Bool) {
        #expect(HostPath.isWithin(path, folder) == isWithin)
    }
}

extension ServiceDefinition {
    fileprivate init(name: ServiceName, limits: Limits, idleTimeout: Duration?) {
        self.init(
            name: name,
            workload: .container(ContainerSpec(image: "api:1")),
            limits: limits,
            idleTimeout: idleTimeout
        )
    }
}
