// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

struct ValueTextTests {
    @Test(arguments: [
        ("10.1.2.3/8", "10.0.0.0/8"), ("192.168.1.7", "192.168.1.7"), ("1.2.3.4/32", "1.2.3.4"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("1.2.3.255/25", "1.2.3.128/25"), ("2001:db8::ffff/33", "2001:db8::/33"), ("::1", "::1"), ("::/0", "::/0"),
    ])
    func addressRangesKeepTheirFirstBits(_ text: String, _ expected: String) {
        #expect(AddressRange(parsing: text)?.description == expected)
    }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.0/33", "::1/129", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/+8", "a", "1.2.3.4/8/8", " ::1",
    ])
    func brokenAddressRangesAreNone(_ text: String) {
        #expect(AddressRange(parsing: text) == nil)
    }

    @Test(arguments: [
        ("a b", ["a", "b"]), ("  a\tb\n", ["a", "b"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a''b", ["ab"]),
        ("a '' b", ["a", "", "b"]), ("a\\ b", ["a b"]), ("\"a\\\"b\"", ["a\"b"]), ("\"a\\nb\"", ["a\\nb"]),
        ("'a\\'", ["a\\"]), ("", []), ("$HOME `x` ;|&", ["$HOME", "`x`", ";|&"]),
    ])
    func linesAreSplitAsAShellWould(_ line: String, _ words: [String]) {
        #expect(ShellWords.split(line) == words)
    }

    @Test(arguments: ["'a", "\"a", "a\\", "a 'b\""])
    func openQuotesAreRefused(_ line: String) {
        #expect(ShellWords.split(line) == nil)
    }

    @Test(arguments: [
        ("300", Duration.seconds(300)), ("0.5", .milliseconds(500)), ("90s", .seconds(90)), ("5m", .seconds(300)),
        ("1h30m", .seconds(5400)), ("250ms", .milliseconds(250)), ("1d", .seconds(86400)), ("2M", .seconds(120)),
    ])
    func timesAreSecondsOrHaveUnits(_ text: String, _ expected: Duration) {
        #expect(DurationText.parse(text) == expected)
    }

    @Test(arguments: [
        ("mem_limt", "mem_limit"), ("imgae", "image"), ("memory", "mem_limit"), ("CPUS", "cpus"),
        ("ports", "host_port"),
        ("volume", "volumes"),
    ])
    func slipsAreRecognised(_ typed: String, _ meant: String) {
        #expect(Suggestion.closest(to: typed, among: ServiceKey.allCases.map(\.rawValue)) == meant)
    }

    @Test(arguments: ["frobnicate", "x", "zzzz", String(repeating: "mem_limit", count: 1000)])
    func strangeWordsSuggestNothing(_ typed: String) {
        #expect(Suggestion.closest(to: typed, among: ServiceKey.allCases.map(\.rawValue)) == nil)
    }

    @Test(arguments: [
        ("bearer_token: hunter2", "bearer_token: *******"),
        ("{auth_token: \"a,b\", cpus: 1}", "{auth_token: \"***\", cpus: 1}"),
        ("bearer_token: ${TOKEN}", "bearer_token: ${TOKEN}"), ("bearer_token:", "bearer_token:"),
        ("cpus: 1", "cpus: 1"),
        ("\"bearer_token\" : x", "\"bearer_token\" : *"), ("bearer_token: 'unclosed", "bearer_token: '********"),
        ("a\u{1B}[31mb", "a?[31mb"), ("a\u{202E}b", "a?b"),
    ])
    func shownLinesHideTokensAndControls(_ line: String, _ shown: String) {
        #expect(SourceLine.shown(line[...]) == shown)
    }
}
