// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Commands
import Testing

struct PrintableTests {
    private static let controls: [(String, String)] = [
        ("plain ü 漢 👩‍👩‍👧", "plain ü 漢 👩‍👩‍👧"), ("\u{1B}[2J", #"\x1b[2J"#), ("\u{9B}31m", #"\x9b31m"#),
        ("\u{7F}\0", #"\x7f\x00"#),
        ("a\tb\r\n", #"a\tb\r\n"#), ("abc\u{202E}txt", #"abc\u{202e}txt"#),
    ]

    @Test(arguments: controls)
    func controlsAreShownNotObeyed(text: String, expected: String) {
        #expect(text.printable == expected)
    }

    @Test(arguments: [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("한글", 4), ("", 0), ("❤️", 2), ("…", 1)])
    func widthIsThatOfATerminal(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test func truncationEndsInAnEllipsisAndFits() {
        #expect("abcdef".truncated(toWidth: 4) == "abc…")
        #expect("abcd".truncated(toWidth: 4) == "abcd")
        #expect("漢字漢字".truncated(toWidth: 4) == "漢…")
        #expect("abc".truncated(toWidth: 0) == "")
    }
}
