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
        try compareWithFile(RuleBook.markdown, path: "\(documents)/checks.md")
    }

    @Test func everyKeyIsExplained() {
        for reference in GlobalKey.allCases.map(\.reference) + ServiceKey.allCases.map(\.reference) {
            #expect(reference.meaning.hasSuffix("."))
            #expect(!reference.type.isEmpty)
        }
    }
}
