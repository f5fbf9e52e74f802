// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Glibc
internal import PlimsollTesting
internal import Testing

@testable import Processes

struct ProcessEngineTests {
    private func withTestbed(
        guardPath: String? = nil,
        usesCgroups: Bool = true,
        _ body: (Testbed, ProcessEngine) async throws -> Void
    ) async throws {
        let testbed = try Testbed(guardPath: guardPath, usesCgroups: usesCgroups)
        do {
            try await body(testbed, testbed.engine())
        } catch {
            await testbed.cleanUp()
            throw error
        }
        await testbed.cleanUp()
    }

    private func isAlive(_ pid: Int32) -> Bool {
        ProcessTable.stat(of: pid).map { !$0.hasEnded } ?? false
    }

    private func childrenOf(_ worker: LaunchedWorker, _ engine: ProcessEngine) async throws -> [Int32] {
        try await eventually("the children's numbers") {
            try await engine.log(of: worker.id, lines: 9).contains("ready")
        }
        return try await engine.log(of: worker.id, lines: 9).compactMap { Int32($0) }
    }

    @Test(arguments: [true, false])
    func stopEndsChildrenAndThoseThatLeftTheGroup(usesCgroups: Bool) async throws {
        try await withTestbed(usesCgroups: usesCgroups) { testbed, engine in
            let script = PythonWorker.leavesChildren + PythonWorker.stays
            let worker = try await engine.launch(testbed.python("family", script))
            let children = try await childrenOf(worker, engine)
            #expect(children.count == 2)
            #expect(children.allSatisfy(isAlive))
            try await engine.stop(worker.id, grace: .milliseconds(200))
            #expect(!(children + [worker.id.pid]).contains { isAlive($0) })
        }
    }

    @Test(arguments: [true, false])
    func aWorkerThatEndsLeavesNobody(usesCgroups: Bool) async throws {
        try await withTestbed(usesCgroups: usesCgroups) { testbed, engine in
            let worker = try await engine.launch(testbed.python("leaving", PythonWorker.leavesChildren))
            #expect(try await engine.exit(of: worker.id) == WorkerExit(verdict: .exited, status: 0))
            let children = try await childrenOf(worker, engine)
            #expect(children.count == 2)
            #expect(!children.contains { isAlive($0) })
        }
    }

    @Test func whatIsLeftOfAGroupHasItsGraceToo() async throws {
        try await withTestbed { testbed, engine in
            let script = """
                import os, signal
                end, first = os.pipe()
                if os.fork() == 0:
                    os.close(first)
                    def finish(*rest):
                        # Until the first process is gone.
                        os.read(end, 1)
                        print('finished')
                        os._exit(0)
                    signal.signal(signal.SIGTERM, finish)
                    print('ready')
                    signal.pause()
                signal.pause()
                """
            let worker = try await engine.launch(testbed.python("polite", script))
            _ = try await childrenOf(worker, engine)
            try await engine.stop(worker.id, grace: .seconds(10))
            #expect(try await engine.log(of: worker.id, lines: 1) == ["finished"])
        }
    }

    @Test func theLogTellsAStopFromAnEnd() async throws {
        try await withTestbed { testbed, engine in
            let asked = try await engine.launch(testbed.python("asked", PythonWorker.stays))
            let other = try await engine.launch(testbed.python("other", PythonWorker.stays))
            try await engine.stop(asked.id, grace: .seconds(10))
            try await testbed.killFromOutside(other.id)
            _ = try await engine.exit(of: other.id)
            try await eventually("both lines") { testbed.lines.all.count { $0.hasPrefix("worker ended ") } == 2 }
            let ends = testbed.lines.all.filter { $0.hasPrefix("worker ended ") }
            #expect(ends.first?.hasPrefix("worker ended service=asked status=143 verdict=stopped ") == true)
            #expect(ends.last?.hasPrefix("worker ended service=other status=137 verdict=killed ") == true)
        }
    }

    @Test func itsLimitsStandInItsCgroupBeforeItsFirstStep() async throws {
        try await withTestbed { testbed, engine in
            let script = """
                print(open('/proc/self/cgroup').read())
                print(open('\(testbed.settings.stateFolder)/w-limited.worker').read())
                print('ready', flush=True)
                import signal; signal.pause()
                """
            let limits = Limits(memory: .mebibytes(96), cpus: CPUQuota(nanoCPUs: 500_000_000), processes: 9)
            let worker = try await engine.launch(testbed.python("limited", script, limits: limits))
            try await eventually("its first words") {
                try await engine.log(of: worker.id, lines: 99).contains("ready")
            }
            let lines = try await engine.log(of: worker.id, lines: 99)
            let places = CgroupPlaces(of: worker.id.pid, files: SystemFiles())
            let own = "\(testbed.settings.folderName)/w-limited"
            for place in [places.memory, places.cpu, places.processes] {
                #expect(place?.own.hasSuffix(own) == true)
            }
            #expect(lines.contains { $0.hasSuffix(own) })
            #expect(lines.contains("pid \(worker.id.pid)"))
            let found = LimitFinder(files: SystemFiles(), places: places).limits()
            #expect(found.memory?.value == .mebibytes(96))
            #expect(found.cpu?.value == CPUQuota(nanoCPUs: 500_000_000))
            #expect(TextFile.read("\(places.processes?.own ?? "")/pids.max") == "9\n")
            try await engine.stop(worker.id, grace: .zero)
            #expect(places.memory.map { Folder.isFolder($0.own) } == false)
            #expect(places.processes.map { Folder.isFolder($0.own) } == false)
        }
    }

    @Test(arguments: [true, false])
    func whereItListensIsKnownAlsoOfItsChildren(usesCgroups: Bool) async throws {
        try await withTestbed(usesCgroups: usesCgroups) { testbed, engine in
            let script = """
                import os, signal, socket
                os.fork()
                held = [socket.socket(), socket.socket(socket.AF_INET6), socket.socket()]
                held[0].bind(('127.0.0.1', 0)); held[1].bind(('::1', 0))
                for one in held[:2]: one.listen()
                print('at', held[0].getsockname()[1], held[1].getsockname()[1], flush=True)
                signal.pause()
                """
            let worker = try await engine.launch(testbed.python("a", script))
            try await eventually("both listen") { try await engine.log(of: worker.id, lines: 9).count == 2 }
            var expected: Set<Endpoint> = []
            for line in try await engine.log(of: worker.id, lines: 9) {
                let ports = line.split(separator: " ").compactMap { Int($0) }
                expected.formUnion([.tcp(host: "127.0.0.1", port: ports[0]), .tcp(host: "::1", port: ports[1])])
            }
            #expect(Set(await engine.listeners(of: worker.id)) == expected)
            #expect(await engine.listeners(of: WorkerID("none")) == [])
        }
    }

    @Test func nothingOfTheProxysEnvironmentReachesIt() async throws {
        try await withTestbed { testbed, engine in
            var service = testbed.python("plain", "import os; print(sorted(os.environ)); print('ready', flush=True)")
            service.environment["MODEL"] = "tiny"
            let worker = try await engine.launch(service)
            _ = try await engine.exit(of: worker.id)
            let lines = try await engine.log(of: worker.id, lines: 9)
            #expect(lines == ["['LANG', 'MODEL', 'PATH', 'PORT']", "ready"])
        }
    }

    @Test func itsFirstProcessHoldsNoFileOfTheProxy() async throws {
        try await withTestbed { testbed, engine in
            let script =
                "import os; print(sorted(int(n) for n in os.listdir('/proc/self/fd'))[:-1], os.getsid(0) == os.getpid())"
            let worker = try await engine.launch(testbed.python("closed", script))
            _ = try await engine.exit(of: worker.id)
            #expect(try await engine.log(of: worker.id, lines: 9) == ["[0, 1, 2] True"])
        }
    }

    @Test func aFailedStartLeavesNothing() async throws {
        try await withTestbed { testbed, engine in
            let script = "\(testbed.settings.stateFolder)/script"
            _ = try await engine.workers(of: [])
            try TextFile.replace(script, with: "#!/no/such/interpreter\n")
            chmod(script, 0o755)
            let spec = ProcessSpec(command: [script])
            let service = ServiceDefinition(name: "broken", workload: .process(spec), guardMode: .off)
            let error = await #expect(throws: EngineError.self) { try await engine.launch(service) }
            #expect(error?.reason == .invalidSpec)
            #expect(
                error?.message
                    == "cannot start 'broken': cannot run '\(script)': no such file or directory; "
                    + "the interpreter its first line names, or its loader, is missing"
            )
            #expect(try await engine.workers(of: [service]).isEmpty)
            #expect(engine.homes.folders.allSatisfy { !Folder.isFolder($0.path) })
            #expect(!Folder.names(in: testbed.settings.stateFolder).contains { $0.hasSuffix(".worker") })
        }
    }

    @Test func limitsTheKernelRefusesAreNamed() async throws {
        try await withTestbed { testbed, engine in
            let service = testbed.python("refused", "pass", limits: Limits(processes: -5))
            let error = await #expect(throws: EngineError.self) { try await engine.launch(service) }
            #expect(error?.reason == .invalidSpec)
            #expect(error?.message.contains("pids.max") == true, "\(error?.message ?? "")")
        }
    }

    @Test func aPortThatIsTakenIsRefused() async throws {
        try await withTestbed { testbed, engine in
            let holder = try await engine.launch(testbed.service("holder", .answers))
            guard case .tcp(_, let port) = holder.endpoint else { return }
            try await eventually("an answer") { await testbed.answers(holder.endpoint) }
            var service = testbed.service("second", .answers)
            service.environment["PORT"] = "\(port)"
            let error = await #expect(throws: EngineError.self) { try await engine.launch(service) }
            #expect(error?.reason == .nameTaken)
            #expect(error?.message.contains("port \(port) is in use") == true)
        }
    }

    @Test func oneServiceLaunchedManyTimesAtOnceHasOneWorker() async throws {
        try await withTestbed { testbed, engine in
            let service = testbed.service("one", .answers)
            let ids = try await withThrowingTaskGroup(of: WorkerID.self) { group in
                for _ in 0..<20 { group.addTask { try await engine.launch(service).id } }
                return try await group.reduce(into: Set<WorkerID>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await engine.workers(of: [service]).count == 1)
        }
    }

    @Test func startsAndStopsAtOnceLeaveNobody() async throws {
        try await withTestbed { testbed, engine in
            let service = testbed.python("raced", PythonWorker.leavesChildren + PythonWorker.stays)
            let pids = await withTaskGroup(of: [Int32].self) { group in
                for round in 0..<40 {
                    group.addTask {
                        guard let worker = try? await engine.launch(service) else { return [] }
                        if !round.isMultiple(of: 3) { try? await engine.stop(worker.id, grace: .zero) }
                        return [worker.id.pid]
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            #expect(pids.count == 40)
            for worker in try await engine.workers(of: [service]) { try await engine.stop(worker.id, grace: .zero) }
            #expect(!pids.contains { isAlive($0) })
            #expect(engine.homes.folders.allSatisfy { !Folder.isFolder($0.path) })
        }
    }

    @Test func aSecondStopMayShortenTheGrace() async throws {
        try await withTestbed { testbed, engine in
            let worker = try await engine.launch(testbed.service("stubborn", .ignoresTermination))
            try await eventually("an answer", within: .seconds(30)) { await testbed.answers(worker.endpoint) }
            let began = ContinuousClock.now
            async let patient: Void = engine.stop(worker.id, grace: .seconds(60))
            try await engine.stop(worker.id, grace: .milliseconds(100))
            try await patient
            #expect(ContinuousClock.now - began < .seconds(20))
        }
    }

    @Test func onlyOneProxyClaimsAStateFolder() async throws {
        try await withTestbed { testbed, engine in
            try await engine.claim()
            try await engine.claim()
            let second = try testbed.engine()
            let error = await #expect(throws: EngineError.self) { try await second.claim() }
            #expect(error?.reason == .nameTaken)
            #expect(error?.message.contains(testbed.settings.stateFolder) == true)
        }
    }

    @Test func aStateFolderOthersMayWriteToIsRefused() async throws {
        try await withTestbed { testbed, engine in
            mkdir(testbed.settings.stateFolder, 0o700)
            chmod(testbed.settings.stateFolder, 0o777)
            let error = await #expect(throws: EngineError.self) { try await engine.workers(of: []) }
            #expect(error?.reason == .permissionDenied)
            chmod(testbed.settings.stateFolder, 0o700)
        }
    }

    @Test func confinementIsToldWithItsReason() async throws {
        try await withTestbed { _, engine in
            #expect(engine.confinement.description.hasPrefix("own cgroups (memory v"))
        }
        try await withTestbed(usesCgroups: false) { testbed, engine in
            #expect(engine.confinement == .guardAlone(because: "cgroups are not asked for"))
            let told = Told()
            _ = try await engine.prepare([]) { told.add($0.message) }
            #expect(told.all == ["workers are held to their limits by the guard alone: cgroups are not asked for"])
        }
    }
}
