// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct ProgramSearchTests {
    private func candidates(_ program: String, _ path: String?) -> [String] {
        ProgramSearch.candidates(for: Array(program.utf8), path: path.map { Array($0.utf8) })
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func aNameIsLookedForInEachEntry() {
        #expect(candidates("x", "/bin:/usr/bin") == ["/bin/x", "/usr/bin/x"])
    }

    @Test func aPathIsTakenAsItIs() {
        #expect(candidates("./x", "/bin") == ["./x"])
        #expect(candidates("/a/x", nil) == ["/a/x"])
    }

    @Test func anEmptyEntryIsTheCurrentDirectory() {
        #expect(candidates("x", ":/bin:") == ["x", "/bin/x", "x"])
        #expect(candidates("x", "") == ["x"])
    }

    @Test func withoutAPathTheUsualOneIsTaken() {
        #expect(candidates("x", nil).contains("/usr/local/bin/x"))
    }

    @Test func nothingIsNowhere() {
        #expect(candidates("", "/bin").isEmpty)
    }
}
