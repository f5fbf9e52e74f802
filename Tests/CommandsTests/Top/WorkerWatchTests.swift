// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Capacity
import Testing

@testable import Commands

struct WorkerWatchTests {
    private let container = String(repeating: "0123456789abcdef", count: 4)

    private func service(_ name: String, worker: String?) -> ServiceReport {
        var service = ServiceReport(name: name, path: "/", status: "running")
        service.state = "ready"
        service.worker = worker
        service.memoryBytes = 7
        return service
    }

    private func report(_ services: ServiceReport...) -> FleetReport { FleetReport(engine: "x", services: services) }

    @Test func aWorkerIsFoundByItsNumberAndStart() {
        var host = FakeHost.v2
        host.add(process: 50, started: 1234, cgroup: "/w")
        #expect(WorkerProcess.find("50-1234", files: host) == 50)
        #expect(WorkerProcess.find("50-1235", files: host) == nil)
        #expect(WorkerProcess.find("51-1234", files: host) == nil)
        #expect(WorkerProcess.find("upstream-x", files: host) == nil)
        #expect(WorkerProcess.find("50-9223372036854775807", files: host) == nil)
    }

    @Test func aContainerIsFoundByItsCgroupItsOldestProcessFirst() {
        var host = FakeHost.v2
        host.add(process: 70, started: 900, cgroup: "/docker/\(container)")
        host.add(process: 71, started: 100, cgroup: "/docker/\(container)/init")
        host.add(process: 72, started: 1, cgroup: "/docker/other")
        #expect(WorkerProcess.find(container, files: host) == 71)
        #expect(WorkerProcess.find(String(repeating: "f", count: 64), files: host) == nil)
    }

    @Test func theKernelTellsMoreThanTheReport() {
        var host = FakeHost.v2
        host.add(process: 50, started: 0, cgroup: "/a", committed: 2048)
        host.add(memory: 100, of: 256, at: "/a")
        var watch = WorkerWatch(files: host, processors: 2)
        let first = watch.observed(report(service("a", worker: "50-0")), at: .seconds(10)).workers[0]
        #expect(first.memoryBytes == 100 << 20 && first.memoryLimitBytes == 256 << 20)
        #expect(first.committedBytes == 2 << 20 && first.processes == 1 && first.cpu == nil)
    }

    @Test func aWorkerWithoutACgroupOfItsOwnIsNotTakenForAllOfThem() {
        var host = FakeHost.v2
        host.add(process: 50, started: 0, cgroup: "/shared")
        host.add(process: 51, started: 0, cgroup: "/shared")
        host.add(process: 52, started: 0, cgroup: "/shell")
        host.add(memory: 100, of: 256, at: "/shared")
        host.add(memory: 100, of: 256, at: "/shell")
        var watch = WorkerWatch(files: host, processors: 2)
        let report = watch.observed(
            report(service("a", worker: "50-0"), service("b", worker: "51-0"), service("c", worker: "52-0")),
            at: .seconds(10)
        )
        #expect(report.workers.map(\.memoryBytes) == [7, 7, 7])
        #expect(report.workers.allSatisfy { $0.processes == nil })
    }

    /// A host with the controllers in v1 and v2 beside them, as systemd calls hybrid.
    private func hybrid(unified: String) -> FakeHost {
        var host = FakeHost.v2
        host.add(process: 50, started: 0, cgroup: "/w")
        host.texts["/proc/self/cgroup"] = "4:memory:/shell\n3:cpu,cpuacct:/\n0::/\n"
        host.texts["/proc/50/cgroup"] = "4:memory:/w\n3:cpu,cpuacct:/\n0::\(unified)\n"
        host.texts["/proc/self/mountinfo"] = """
            30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw
            31 23 0:27 / /v1/memory rw - cgroup cgroup rw,memory
            32 23 0:28 / /v1/cpu rw - cgroup cgroup rw,cpu,cpuacct

            """
        host.texts["/v1/memory/release_agent"] = ""
        host.texts["/v1/memory/w/memory.limit_in_bytes"] = "\(256 << 20)\n"
        host.texts["/v1/memory/w/memory.usage_in_bytes"] = "\(100 << 20)\n"
        host.texts["/v1/memory/w/cgroup.procs"] = "50\n"
        host.texts["/v1/cpu/release_agent"] = ""
        for directory in ["/sys/fs/cgroup", "/sys/fs/cgroup/w"] {
            for name in ["cpu", "memory", "io"] {
                host.texts["\(directory)/\(name).pressure"] = "some avg10=31.25 avg60=4.00 avg300=1.00 total=1\n"
            }
        }
        return host
    }

    @Test(arguments: [("/", nil), ("/w", 31.25)])
    func thePressureOfTheWholeMachineIsNotTheWorkers(unified: String, stalled: Double?) throws {
        var watch = WorkerWatch(files: hybrid(unified: unified), processors: 2)
        let report = watch.observed(report(service("a", worker: "50-0")), at: .seconds(10))
        #expect(report.workers[0].memoryBytes == 100 << 20)
        #expect(report.workers[0].stalledForCPU == stalled && report.workers[0].stalledForMemory == stalled)
        let cells = TopTable(report, by: .file).lines(for: Terminal())[1].split(separator: " ")
        #expect(cells.suffix(3).first == (stalled == nil ? "-" : "31%"))
    }

    @Test func aWorkerAtTheTopOfTheHierarchyIsShownAsReported() {
        var host = FakeHost.v2
        host.add(process: 50, started: 0, cgroup: "/")
        host.add(memory: 100, of: 256, at: "")
        var watch = WorkerWatch(files: host, processors: 2)
        #expect(watch.observed(report(service("a", worker: "50-0")), at: .seconds(10)).workers[0].memoryBytes == 7)
    }

    @Test func aWorkerOfAnotherHostIsShownAsReported() {
        var watch = WorkerWatch(files: FakeHost.v2, processors: 2)
        let report = watch.observed(report(service("a", worker: container), service("b", worker: nil)), at: .zero)
        #expect(report.workers.map(\.memoryBytes) == [7, 7])
    }
}
