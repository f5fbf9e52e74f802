// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Commands
import PlimsollTesting
import Testing

struct TableTests {
    private var table: Table {
        var table = Table([
            .init("NAME"), .init("SIZE", .right), .init("NOTE", weight: 1), .init("COUNT", .right, weight: 2),
        ])
        table.add(["a", "1", "short", "10"])
        table.add(
            [.init("größer", .good), "1000", "a much longer note", "7"],
            notes: [.init("because of this", .caution)]
        )
        table.add(["漢字", "", "", "3"])
        return table
    }

    @Test func columnsLineUpAndNumbersStandRight() {
        #expect(
            table.lines(for: Terminal()) == [
                "NAME    SIZE  NOTE                COUNT",
                "a          1  short                  10",
                "größer  1000  a much longer note      7",
                "  because of this",
                "漢字                                  3",
            ]
        )
    }

    @Test func narrowTerminalLosesTheLightestColumnsFirst() {
        #expect(table.lines(for: Terminal(columns: 25)).first == "NAME    SIZE  COUNT")
        #expect(table.lines(for: Terminal(columns: 14)).first == "NAME    SIZE")
    }

    @Test func noLineIsWiderThanTheTerminal() {
        var table = Table([.init("SERVICE"), .init("N", .right)])
        table.add([.init(String(repeating: "漢", count: 40)), "5"], notes: [.init(String(repeating: "x", count: 100))])
        for columns in 14...60 {
            for line in table.lines(for: Terminal(columns: columns)) { #expect(line.displayWidth <= columns) }
        }
    }

    @Test func coloursOnlyWhereTheTerminalHasThem() {
        let lines = table.lines(for: Terminal(hasColour: true))
        #expect(lines[2].hasPrefix("\u{1B}[32mgrößer\u{1B}[0m  1000"))
        #expect(!table.lines(for: Terminal()).joined().contains("\u{1B}"))
    }

    @Test func cellCannotSteerTheTerminal() {
        var table = Table([.init("SERVICE")])
        table.add([.init("a\u{1B}]0;owned\u{07}\nb")])
        #expect(table.lines(for: Terminal()).last == #"a\x1b]0;owned\x07\nb"#)
    }
}
