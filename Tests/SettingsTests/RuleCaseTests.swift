// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Settings
import Testing

struct RuleCaseTests {
    @Test(arguments: RuleBook.rules.map(\.name))
    func ruleFiresWhereItShouldAndOnlyThere(_ rule: String) throws {
        let (loaded, fired) = try RuleCase(name: "\(rule).fires").findings()
        #expect(loaded.settings != nil)
        #expect(fired.contains { $0.rule == rule })
        let (other, silent) = try RuleCase(name: "\(rule).silent").findings()
        #expect(other.settings != nil)
        #expect(!silent.contains { $0.rule == rule })
    }

    @Test(arguments: RuleBook.rules.flatMap { ["\($0.name).fires", "\($0.name).silent"] })
    func findingsReadAsExpected(_ name: String) throws {
        let ruleCase = RuleCase(name: name)
        let outcome = try ruleCase.outcome()
        try compareWithFile(outcome, path: ruleCase.expectedFile.path)
    }
}
