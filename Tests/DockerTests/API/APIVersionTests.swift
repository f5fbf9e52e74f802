// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Testing

@testable import Docker

struct APIVersionTests {
    @Test(arguments: [
        ("1.41", "1.12", "1.41"),
        ("1.44", "1.24", "1.44"),
        ("1.51", "1.24", "1.51"),
        // Newer than this code: spoken to in what the code knows.
        ("1.60", "1.44", "1.51"),
        // Newer than this code, and it has dropped what the code knows.
        ("1.70", "1.55", "1.55"),
        ("2.0", "1.40", "1.51"),
    ])
    func newestOfBothIsSpoken(_ newest: String, _ oldest: String, _ spoken: String) throws {
        let newest = try #require(APIVersion(parsing: newest))
        #expect(
            APIVersion.agreed(engineNewest: newest, engineOldest: APIVersion(parsing: oldest))?.description == spoken
        )
    }

    @Test func engineThatNamesNoOldestIsSpokenToAsWell() {
        #expect(APIVersion.agreed(engineNewest: APIVersion(1, 43), engineOldest: nil) == APIVersion(1, 43))
    }

    @Test func engineOlderThan2010IsRefused() {
        #expect(APIVersion.agreed(engineNewest: APIVersion(1, 40), engineOldest: nil) == nil)
    }

    @Test(arguments: ["", "1", "1.", ".41", "1.41.0", "a.b", "-1.41", "1.-1", "99999.1", "1.4 1"])
    func nonsenseIsNoVersion(_ text: String) {
        #expect(APIVersion(parsing: text) == nil)
    }
}
