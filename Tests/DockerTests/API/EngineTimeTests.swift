// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Testing

@testable import Docker

struct EngineTimeTests {
    @Test(arguments: [
        ("2026-11-20T23:09:55.808877738Z", "1795216195.808877738"),
        ("2026-11-20T23:09:55.5Z", "1795216195.500000000"),
        ("2026-11-20T23:09:55Z", "1795216195.000000000"),
    ])
    func timesOfTheEngineAreGivenBackToIt(_ text: String, _ query: String) {
        #expect(EngineTime(parsing: text)?.query == query)
    }

    @Test(arguments: [
        "", "0001-01-01T00:00:00Z", "2026-11-20T23:09:55", "2026-11-20T23:09:55.x1Z", "2026-99-20T23:09:55Z",
    ])
    func whatIsNoTimeOrStandsForNeverIsNone(_ text: String) {
        #expect(EngineTime(parsing: text) == nil)
    }
}
