// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

struct TextCaseTests {
    @Test(arguments: TextCase.all)
    func fileIsReadAsExpected(_ textCase: TextCase) throws {
        let outcome = try textCase.outcome()
        try compareWithFile(outcome, path: textCase.expectedFile.path)
    }

    @Test func casesWereFound() {
        #expect(TextCase.all.count >= 60)
    }
}
