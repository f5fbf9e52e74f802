// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct GuardRecordTests {
    private static var full: GuardRecord {
        var record = GuardRecord(mode: .lease, means: .asked, reason: "for want of it", limit: .mebibytes(256))
        record.peak = .mebibytes(250)
        record.counts = .init(asked: 12, refused: 3, refusedOnPurpose: 1)
        record.lastRefusal = MemoryRefusal(
            process: 7,
            name: "python3",
            size: .mebibytes(64),
            left: .zero,
            time: .milliseconds(1_795_000_000_123)
        )
        record.oomKills = 0
        record.ending = .exited(3)
        return record
    }

    private static let fullText = """
        {"mode":"lease","means":"asked","because":"for want of it","limit":268435456,"peak":262144000,"asked":12,\
        "refused":3,"refusedOnPurpose":1,"lastRefusal":{"process":7,"name":"python3","size":67108864,"left":0,\
        "time":1795000000123},"oomKills":0,"ending":{"exited":3}}
        """

    @Test func theTextIsOneJSONObject() {
        #expect(Self.full.text.hasPrefix(Self.fullText + " "))
        #expect(Self.full.text.hasSuffix(" \n"))
    }

    @Test(arguments: [full, GuardRecord(mode: .off), GuardRecord(mode: .static, limit: .mebibytes(6))])
    func whatWasWrittenIsRead(record: GuardRecord) {
        #expect(record.text.utf8.count == GuardRecord.size)
        #expect(GuardRecord(parsing: record.text.utf8) == record)
    }

    @Test func aNameCannotLeaveItsQuotes() {
        var record = Self.full
        record.lastRefusal?.name = "a\"b\\c\u{1b}[2J\u{e9}"
        #expect(GuardRecord(parsing: record.text.utf8)?.lastRefusal?.name == "a?b?c?[2J??")
        record.reason = String(repeating: "\n", count: 5000)
        #expect(GuardRecord(parsing: record.text.utf8)?.reason == String(repeating: "?", count: 200))
    }

    @Test(arguments: [
        ("", ""), ("{\"mode\"", ""), ("lease", "lend"), ("asked\",\"be", "asking\",\"be"), ("268435456", "-1"),
        ("268435456", "99999999999999999999"), ("268435456", "9223372036854775808"), ("268435456", "1e9"),
        ("268435456", ""), (":12,", ": 12,"), ("python3", "py\"thon"), ("python3", "py\u{1b}thon"),
        ("python3", "py\\u0000"), ("\"process\":7", "\"process\":4294967296"), ("1795000000123", "9000000000000000000"),
        ("\"exited\":3", "\"exited\":300"), ("\"exited\":3", "\"burnt\":3"), ("}}", "}}}"), ("}}", "}} x"),
        ("\"oomKills\":0,", ""), ("for want of it", String(repeating: "x", count: 1000)),
    ])
    func anythingElseIsRefused(part: String, replacement: String) throws {
        let text = part.isEmpty ? "" : Self.fullText.replacing(part, with: replacement)
        #expect(GuardRecord(parsing: text.utf8) == nil)
    }

    @Test func anyCutOrChangedByteGivesARecordOrNone() {
        let bytes = Array(Self.fullText.utf8)
        for index in bytes.indices {
            #expect(GuardRecord(parsing: bytes[..<index]) == nil)
            var changed = bytes
            changed[index] = 0xFF
            #expect(GuardRecord(parsing: changed) == nil)
        }
    }

    @Test(arguments: [("", ""), ("sh", "sh"), ("a-name-of-15-byt", "a-name-of-15-by"), ("\u{e9}", "??")])
    func aNameIsKeptInNumbers(name: String, text: String) {
        #expect(ProcessLabel(name).text == text)
    }
}
