// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Testing

@testable import Processes

struct LogFileTests {
    private func withLog(_ body: (LogFile, Int32) throws -> Void) throws {
        let log = LogFile(path: "/tmp/plimsoll-log-\(getpid())-\(UInt32.random(in: 0 ... .max))")
        let descriptor = try log.begin()
        defer {
            close(descriptor)
            log.remove()
        }
        try body(log, descriptor)
    }

    private func append(_ bytes: [UInt8], to descriptor: Int32) {
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test func bytesThatAreNoTextAreShownAsSuch() throws {
        try withLog { log, descriptor in
            append([0x61, 0xFF, 0x0A, 0x0A, 0x62], to: descriptor)
            #expect(log.tail(10) == ["a\u{FFFD}", "", "b"])
            #expect(log.tail(1) == ["b"])
            #expect(log.tail(0).isEmpty)
        }
    }

    @Test func aNewRunBeginsANewLog() throws {
        try withLog { log, descriptor in
            append(Array("old\n".utf8), to: descriptor)
            let next = try log.begin()
            defer { close(next) }
            #expect(log.tail(10).isEmpty)
            #expect(TextFile.read(log.older) == "old\n")
        }
    }

    @Test func itStaysSmallAndKeepsItsLastLines() throws {
        try withLog { log, descriptor in
            for number in 0..<40 {
                append(Array("\(number) \(String(repeating: "x", count: 50_000))\n".utf8), to: descriptor)
            }
            append(Array("last\n".utf8), to: descriptor)
            log.trim()
            var status = stat()
            stat(log.path, &status)
            #expect(status.st_size <= 64 << 10)
            #expect(log.tail(1) == ["last"])
            stat(log.older, &status)
            #expect(status.st_size == LogFile.capacity)
            // The worker's own descriptor goes on behind what is left.
            append(Array("later\n".utf8), to: descriptor)
            #expect(log.tail(2) == ["last", "later"])
        }
    }

    @Test func aMissingLogHasNoLines() {
        #expect(LogFile(path: "/tmp/plimsoll-none").tail(5).isEmpty)
    }
}
