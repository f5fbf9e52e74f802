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

    @Test func aWorkerOfAnotherHostIsShownAsReported() {
        var watch = WorkerWatch(files: FakeHost.v2, processors: 2)
        let report = watch.observed(report(service("a", worker: container), service("b", worker: nil)), at: .zero)
        #expect(report.workers.map(\.memoryBytes) == [7, 7])
    }
}
