// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct ContainerDirectoriesTests {
    @Test func whatTellsOfTheWholeMachineIsNoWorkersOwn() {
        let places = CgroupPlaces(
            memory: CgroupPlace(version: .v1, directories: ["/v1/memory/w", "/v1/memory"]),
            cpu: CgroupPlace(version: .v1, directories: ["/v1/cpu"]),
            cpuAccounting: CgroupPlace(version: .v1, directories: ["/v1/cpu"]),
            pressure: CgroupPlace(version: .v2, directories: ["/sys/fs/cgroup"])
        )
        let files = FakeFiles().with("/v1/memory", ["release_agent": ""]).with("/v1/cpu", ["release_agent": ""])
        let own = ContainerDirectories(ownOf: places, files: files)
        #expect(own.memory?.path == "/v1/memory/w" && own.processes == "/v1/memory/w")
        #expect(own.cpu == nil && own.cpuAccounting == nil && own.pressure == nil)
    }

    @Test func aWorkersOwnPressureIsTold() {
        let places = CgroupPlaces(unified: "/sys/fs/cgroup/w")
        let files = FakeFiles().with("/sys/fs/cgroup/w", ["cgroup.events": "populated 1\n"])
        #expect(ContainerDirectories(ownOf: places, files: files).pressure == "/sys/fs/cgroup/w")
    }
}
