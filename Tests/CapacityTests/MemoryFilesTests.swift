// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct MemoryFilesTests {
    @Test func withoutASizeItIsHalfOfTheLimit() {
        #expect(MemoryFiles.size(within: .mebibytes(256)) == .mebibytes(128))
        #expect(MemoryFiles.options("", within: .mebibytes(256)) == "size=134217728")
        #expect(MemoryFiles.options("noexec,mode=1777", within: .mebibytes(2)) == "noexec,mode=1777,size=1048576")
    }

    @Test(arguments: ["size=64m", "rw,size=512m,mode=700", "size=80%"]) func aSizeSomebodySetStays(options: String) {
        #expect(MemoryFiles.options(options, within: .mebibytes(256)) == options)
    }

    @Test func withoutALimitNothingIsSet() {
        #expect(MemoryFiles.options("rw", within: nil) == "rw")
    }

    @Test func theLastSizeCounts() {
        #expect(MemoryFiles.size(setBy: "size=1m,rw,size=64m") == .mebibytes(64))
        #expect(MemoryFiles.size(setBy: "size=67108864") == .mebibytes(64))
        #expect(MemoryFiles.size(setBy: "size=80%") == nil)
        #expect(MemoryFiles.size(setBy: "rw") == nil)
    }
}
