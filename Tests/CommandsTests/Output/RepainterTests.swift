// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Commands

struct RepainterTests {
    @Test func framesTakeEachOthersPlaceAndTheCursorComesBack() throws {
        let sink = MemorySink()
        do {
            var repainter = try Repainter(onto: sink)
            try repainter.show(["one", "two"], rows: 24)
            try repainter.show(["three"], rows: 24)
        }
        #expect(
            sink.text
                == "\u{1B}[?25l\u{1B}[2J\u{1B}[Hone\u{1B}[K\ntwo\u{1B}[K\n\u{1B}[J\u{1B}[Hthree\u{1B}[K\n\u{1B}[J\u{1B}[?25h"
        )
    }

    @Test func frameTallerThanTheTerminalSaysWhatItHides() throws {
        let sink = MemorySink()
        var repainter = try Repainter(onto: sink)
        try repainter.show((1...10).map { "line \($0)" }, rows: 5)
        #expect(sink.text.contains("line 3\u{1B}[K\n… 7 more lines"))
        #expect(!sink.text.contains("line 4"))
    }
}
