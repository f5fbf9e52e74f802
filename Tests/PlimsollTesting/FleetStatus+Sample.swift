// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet

extension FleetStatus {
    /// One service in each state that reports have to show.
    package static var sample: FleetStatus {
        FleetStatus(engine: "docker", services: [.readySample, .restingSample, .asleepSample, .routedSample])
    }
}

extension CertificateStatus {
    /// One of each way a certificate can stand.
    package static var samples: [CertificateStatus] {
        [
            CertificateStatus(
                names: ["example.com", "www.example.com"],
                source: .file,
                validUntil: .seconds(1_700_000_000)
            ),
            CertificateStatus(
                names: ["old.example.com"],
                source: .file,
                validUntil: .seconds(1_600_000_000),
                trouble: "has expired"
            ),
            CertificateStatus(
                names: ["api.example.com"],
                source: .acme,
                validUntil: .seconds(1_707_776_000),
                nextRenewal: .seconds(1_705_184_000)
            ),
            CertificateStatus(
                names: ["new.example.com"],
                source: .acme,
                nextRenewal: .seconds(1_700_000_060),
                trouble: "the authority cannot reach http://new.example.com; open port 80"
            ),
        ]
    }
}

extension GuardRecord {
    /// Of a worker that got less than was asked for, and was refused memory all the same.
    package static var sample: GuardRecord {
        var record = GuardRecord(mode: .lease, means: .timedForWant, limit: .mebibytes(256))
        record.counts = .init(asked: 97, refused: 4, refusedOnPurpose: 1)
        record.lastRefusal = MemoryRefusal(
            process: 17,
            name: "python3",
            size: .mebibytes(64),
            left: .mebibytes(9),
            time: .milliseconds(1_700_000_000_125)
        )
        return record
    }
}

extension ServiceStatus {
    package static var readySample: ServiceStatus {
        var service = ServiceStatus(name: "thumbs", path: "/thumbs", state: .ready, engineCondition: .running)
        service.stateFor = .milliseconds(83_250)
        service.worker = WorkerID("4f2c9d")
        service.endpoint = .tcp(host: "172.18.0.2", port: 8000)
        service.hostPort = 18000
        service.inFlight = 2
        service.waiting = 1
        service.limits = Limits(memory: .mebibytes(256), cpus: CPUQuota(nanoCPUs: 1_500_000_000))
        service.usage = ResourceUsage(
            memory: .mebibytes(240),
            memoryPeak: .mebibytes(251),
            memoryLimit: .mebibytes(256),
            oomKills: 0
        )
        service.cpuInUse = CPUQuota(nanoCPUs: 254_000_000)
        service.restarts = 3
        service.guardMode = .lease
        service.guardRecord = .sample
        service.lastAccess = .milliseconds(1_700_000_000_125)
        service.lastStart = [StartPart("create", .milliseconds(101)), StartPart("start", .milliseconds(211))]
        return service
    }

    package static var restingSample: ServiceStatus {
        var service = ServiceStatus(name: "ocr", path: "/ocr", state: .resting, engineCondition: .exited)
        service.limits = Limits(memory: .gibibytes(8))
        service.oomKills = 2
        service.restarts = 1
        service.lastExit = WorkerExit(verdict: .oomKilled, status: 137)
        service.trouble = "the kernel ended it for want of memory while it started; raise mem_limit"
        return service
    }

    package static var asleepSample: ServiceStatus {
        ServiceStatus(name: "whisper", path: "/", state: .asleep, engineCondition: .notCreated)
    }

    package static var routedSample: ServiceStatus {
        var service = ServiceStatus(name: "wiki", path: "/wiki", state: .routed, engineCondition: .running)
        service.endpoint = .tcp(host: "::1", port: 9000)
        service.sleepsIn = .seconds(252)
        return service
    }
}
