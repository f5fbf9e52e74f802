// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOCore
import PlimsollTesting
import Proxy
import Testing

/// The file or pipe that the access log is written to.
struct AccessLogFileTests {
    @Test func aFileThatWasMovedAwayIsMadeAnew() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)").path()
        let log = try AccessLog(.file(path))
        log.take(ByteBuffer(string: "one\n"), lines: 1)
        try await eventually("the first line") { try String(contentsOfFile: path, encoding: .utf8) == "one\n" }
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        log.reopen()
        log.take(ByteBuffer(string: "two\n"), lines: 1)
        await log.close()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "two\n")
        #expect(try String(contentsOfFile: path + ".1", encoding: .utf8) == "one\n")
        for file in [path, path + ".1"] { try FileManager.default.removeItem(atPath: file) }
    }

    /// Nobody reads the pipe: what is too much is dropped and counted, and nobody waits.
    @Test func aReaderThatDoesNotReadHoldsNobodyUp() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path()
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        let log = try AccessLog(.file(path))
        let line = ByteBuffer(string: String(repeating: "x", count: 999) + "\n")
        let start = ContinuousClock.now
        for _ in 0..<5000 { log.take(line, lines: 1) }
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(log.dropped > 0)
        // Then somebody reads after all. How many were dropped is told in one line or several: some may have been when the pipe was filled.
        var seen = [UInt8]()
        try await eventually("all lines, read or told to be dropped") {
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(reader, &piece, piece.count)
            if count > 0 { seen += piece[..<count] }
            let lines = seen.split(separator: UInt8(ascii: "\n"))
            let told = lines.filter { $0.first == UInt8(ascii: "{") }
            let dropped = told.compactMap { Int(String(decoding: $0.dropFirst(11).dropLast(), as: UTF8.self)) }
            return lines.count - told.count + dropped.reduce(0, +) == 5000
        }
        try await eventually("nothing is left to be told") { log.dropped == 0 }
        await log.close()
        close(reader)
    }

    @Test func endingTakesASecondAtMostWhateverTheReaderDoes() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path()
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        let log = try AccessLog(.file(path))
        log.take(ByteBuffer(repeating: 0x0A, count: 500_000), lines: 1)
        let start = ContinuousClock.now
        await log.close()
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func aFullDiskIsSaidOnce() async throws {
        let lines = LogLines()
        let log = try AccessLog(.file("/dev/full"), logger: lines.logger)
        for _ in 0..<3 { log.take(ByteBuffer(string: "line\n"), lines: 1) }
        try await eventually("the lines are counted") { log.dropped == 3 }
        await log.close()
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.hasSuffix("access_log=/dev/full lost=1 reason=No space left on device") == true)
    }

    @Test func aFileThatCannotBeWrittenIsSaid() {
        let error = #expect(throws: ProxyServerError.self) { try AccessLog(.file("/no/such/folder/log")) }
        #expect(
            error?.description
                == "cannot write the access log to '/no/such/folder/log': No such file or directory; "
                + "make the folder it is to be in, or name another file in access_log"
        )
    }
}
