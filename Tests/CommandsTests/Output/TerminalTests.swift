// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Commands

struct TerminalTests {
    private func terminal(isInteractive: Bool = true, _ environment: [String: String]) -> Terminal {
        Terminal(isInteractive: isInteractive, columns: 80, rows: 24) { environment[$0] }
    }

    @Test func coloursOnATerminal() {
        #expect(terminal(["TERM": "xterm"]).hasColour)
        #expect(terminal(["TERM": "xterm", "NO_COLOR": ""]).hasColour)
    }

    @Test(arguments: [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"], [:]])
    func noColoursWhereTheyAreNotWanted(environment: [String: String]) {
        #expect(!terminal(environment).hasColour)
    }

    @Test func dumbTerminalIsNotRepainted() {
        #expect(!terminal(["TERM": "dumb"]).canRepaint)
        #expect(terminal(["TERM": "xterm", "NO_COLOR": "1"]).canRepaint)
    }

    @Test func pipeIsNeitherColouredNorCut() {
        #expect(terminal(isInteractive: false, ["TERM": "xterm"]) == Terminal())
    }
}
