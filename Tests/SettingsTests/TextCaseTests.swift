// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

struct TextCaseTests {
    @Test(arguments: TextCase.all)
    func fileIsReadAsExpected(_ textCase: TextCase) throws {
        let outcome = try textCase.outcome()
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try outcome.write(to: textCase.expectedFile, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: textCase.expectedFile, encoding: .utf8)
        #expect(outcome == expected)
    }

    @Test func casesWereFound() {
        #expect(TextCase.all.count >= 60)
    }
}
