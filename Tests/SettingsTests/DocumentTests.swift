// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Testing

@testable import Settings

struct DocumentTests {
    private let documents = TextCase.folder.appending(path: "../../../docs").standardized.path

    @Test func settingsDocumentNamesEveryKeyTheLoaderReads() throws {
        try compareWithFile(SettingsReference.markdown, path: "\(documents)/settings.md")
    }

    @Test func checksDocumentNamesEveryRule() throws {
        try compareWithFile(ChecksReference.markdown, path: "\(documents)/checks.md")
    }

    @Test func everyRuleOfReadingIsExplained() {
        for rule in ReadingRule.allCases {
            #expect(rule.reason.hasSuffix(".") && !rule.advice.isEmpty && !rule.advice.hasSuffix("."))
            #expect(!RuleBook.rules.map(\.name).contains(rule.rawValue))
        }
    }

    @Test func everyRuleOfTheSurroundingsIsExplained() {
        for rule in SurroundingsRule.allCases {
            #expect(rule.reason.hasSuffix(".") && !rule.advice.isEmpty && !rule.advice.hasSuffix("."))
            #expect(ChecksReference.markdown.contains("| `\(rule.rawValue)` |"))
        }
    }

    @Test func everyKeyIsExplained() {
        for reference in GlobalKey.allCases.map(\.reference) + ServiceKey.allCases.map(\.reference) {
            #expect(reference.meaning.hasSuffix("."))
            #expect(!reference.type.isEmpty)
        }
    }
}
