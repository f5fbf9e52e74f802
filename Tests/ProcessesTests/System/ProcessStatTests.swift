// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Testing

@testable import Processes

struct ProcessStatTests {
    @Test func aNameWithSpacesAndParenthesesIsSkipped() throws {
        let rest = "S 1 42 42 0 -1 4194560 5 0 0 0 10 7 0 0 20 0 1 0 987654 1000 33 18446744073709551615"
        let stat = try #require(ProcessStat(parsing: "42 (a) Z (b ) \(rest)\n"))
        #expect(stat.identity == ProcessIdentity(pid: 42, startTime: 987_654))
        #expect(!stat.hasEnded)
        #expect(stat.session == 42)
        #expect(stat.processorTicks == 17)
        #expect(stat.residentPages == 33)
    }

    @Test(arguments: [
        "", "42", "42 (a", ") 42 (", "42 (a) S 1 2", "x (a) S 1 42 42 0 -1 4 5 0 0 0 1 7 0 0 20 0 1 0 9 1 3",
    ])
    func anythingElseIsNone(_ text: String) {
        #expect(ProcessStat(parsing: text) == nil)
    }

    @Test func weFindOurselves() throws {
        let own = try #require(ProcessTable.stat(of: getpid()))
        #expect(own.identity.pid == getpid())
        #expect(ProcessTable.isRunning(own.identity))
        #expect(!ProcessTable.isRunning(ProcessIdentity(pid: getpid(), startTime: own.identity.startTime + 1)))
    }
}
