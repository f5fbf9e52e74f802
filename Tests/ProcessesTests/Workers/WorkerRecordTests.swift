// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Testing

@testable import Processes

struct WorkerRecordTests {
    private let record = WorkerRecord(
        service: "a b%\n/ü",
        process: ProcessIdentity(pid: 42, startTime: 99),
        boot: "1d-2e",
        port: 4711,
        settings: "abc",
        memoryLimit: .mebibytes(64),
        cgroup: WorkerCgroup(folders: [
            CgroupFolder(version: .v1, controllers: [.memory], path: "/sys/m/plimsoll-x/w a"),
            CgroupFolder(version: .v2, controllers: [.cpu, .processes], path: "/sys/u"),
        ]),
        mark: "PLIMSOLL_WORKER=7f",
        exit: nil
    )

    @Test func whatIsWrittenIsReadAgain() {
        #expect(WorkerRecord(parsing: record.text) == record)
        for exit in [WorkerExit(verdict: .oomKilled, status: 137), WorkerExit(verdict: .lost, status: nil)] {
            var ended = record
            ended.exit = exit
            #expect(WorkerRecord(parsing: ended.text) == ended)
        }
        var bare = record
        bare.memoryLimit = nil
        bare.mark = nil
        bare.cgroup = WorkerCgroup(folders: [])
        #expect(WorkerRecord(parsing: bare.text) == bare)
    }

    @Test func aRecordThatWasCutIsNone() {
        let text = record.text
        for length in 0..<text.utf8.count {
            let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
            #expect(WorkerRecord(parsing: cut) == nil || cut == text || cut.hasSuffix("\n"), "\(cut)")
        }
    }

    @Test(arguments: ["pid 1", "pid 0", "pid -1", "pid x"])
    func nobodyIsMadeToKillTheFirstProcessOrEverybody(_ line: String) {
        let text = record.text.split(separator: "\n").map { $0.hasPrefix("pid ") ? line : String($0) }
        #expect(WorkerRecord(parsing: text.joined(separator: "\n") + "\n") == nil)
    }

    @Test func aServicesFileLeadsNowhereElse() {
        #expect(WorkerRecord.fileName(of: "../../etc/passwd") == "w-..%2f..%2fetc%2fpasswd")
        #expect(WorkerRecord.fileName(of: "thumbs") == "w-thumbs")
    }
}
