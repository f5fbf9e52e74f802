// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Fleet
internal import Glibc
internal import PlimsollTesting
internal import Testing

@testable import Processes

/// What an engine makes of the records of the one before it.
struct AdoptionTests {
    private func withTestbed(_ body: (Testbed) async throws -> Void) async throws {
        let testbed = try Testbed()
        do {
            try StateFolder(path: testbed.settings.stateFolder).open()
            try await body(testbed)
        } catch {
            await testbed.cleanUp()
            throw error
        }
        await testbed.cleanUp()
    }

    private func record(_ process: ProcessIdentity, boot: String = ProcessTable.bootID()) -> WorkerRecord {
        WorkerRecord(
            service: "left",
            process: process,
            boot: boot,
            port: 9,
            settings: "old",
            cgroup: WorkerCgroup(folders: [])
        )
    }

    /// A process that is no child of this one: its parent ends at once.
    private func stranger() async throws -> ProcessIdentity {
        let file = "/tmp/plimsoll-stranger-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(file) }
        #expect(
            system("/usr/bin/setsid -f /bin/sh -c 'echo $$ > \(file).new; mv \(file).new \(file); exec sleep 1000'")
                == 0
        )
        var pid: Int32?
        try await eventually("a stranger's number") {
            pid = TextFile.read(file).flatMap { Int32($0.filter { $0 != "\n" }) }
            return pid != nil
        }
        return try #require(pid.flatMap { ProcessTable.stat(of: $0) }).identity
    }

    @Test func aNumberThatWasGivenToAnotherProcessIsNotTouched() async throws {
        try await withTestbed { testbed in
            let innocent = try await stranger()
            defer { kill(innocent.pid, SIGKILL) }
            var process = innocent
            process.startTime -= 1
            try StateFolder(path: testbed.settings.stateFolder).save(record(process))
            let engine = try testbed.engine()
            let found = try await engine.workers(of: [])
            #expect(found.map(\.condition) == [.stopped(WorkerExit(verdict: .lost, status: nil))])
            try await engine.stop(process.workerID, grace: .zero)
            try await engine.remove(process.workerID)
            #expect(ProcessTable.isRunning(innocent))
            #expect(try await engine.workers(of: []).isEmpty)
            #expect(Folder.names(in: testbed.settings.stateFolder).isEmpty)
        }
    }

    @Test func aWorkerOfAnotherParentIsStoppedAndItsEndSeen() async throws {
        try await withTestbed { testbed in
            let process = try await stranger()
            defer { kill(process.pid, SIGKILL) }
            try StateFolder(path: testbed.settings.stateFolder).save(record(process))
            let engine = try testbed.engine()
            let found = try await engine.workers(of: [])
            #expect(found.map(\.condition) == [.running(.tcp(host: "127.0.0.1", port: 9))])
            #expect(found.map(\.isCurrent) == [false])
            try await engine.stop(process.workerID, grace: .seconds(10))
            #expect(!ProcessTable.isRunning(process))
            // Only its parent is told how it ended.
            #expect(try await engine.exit(of: process.workerID) == WorkerExit(verdict: .lost, status: nil))
        }
    }

    @Test func recordsOfAnEarlierLifeOfTheMachineAreRemoved() async throws {
        try await withTestbed { testbed in
            let innocent = try await stranger()
            defer { kill(innocent.pid, SIGKILL) }
            try StateFolder(path: testbed.settings.stateFolder).save(record(innocent, boot: "another"))
            let engine = try testbed.engine()
            #expect(try await engine.workers(of: []).isEmpty)
            #expect(ProcessTable.isRunning(innocent))
            #expect(Folder.names(in: testbed.settings.stateFolder).isEmpty)
        }
    }

    @Test func whatIsNoRecordIsLeftAlone() async throws {
        try await withTestbed { testbed in
            try TextFile.replace("\(testbed.settings.stateFolder)/w-x.worker", with: "plimsoll-worker 1\npid 1\n")
            #expect(try await testbed.engine().workers(of: []).isEmpty)
        }
    }

    /// Guards the promise that a proxy killed in the middle of a start leaves no worker nobody knows of.
    @Test func aProcessWhoseMakerIsGoneBeforeItRunsEndsByItself() throws {
        let arguments = CStrings(["/bin/sleep", "1000"])
        let variables = CStrings([])
        var begun = plimsoll_begun()
        let code = "/bin/sleep".withCString { program in
            var start = plimsoll_start(
                program: program,
                arguments: arguments.pointers,
                environment: variables.pointers,
                directory: nil,
                groups: nil,
                group_count: 0,
                output: 1,
                limited: -1,
                soft_limit: 0
            )
            return withExtendedLifetime((arguments, variables)) { plimsoll_begin(&start, &begun) }
        }
        #expect(code == 0)
        close(begun.control)
        var status: Int32 = -1
        #expect(waitpid(begun.pid, &status, 0) == begun.pid)
        #expect(status == 0)
    }
}
