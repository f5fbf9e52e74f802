// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Commands
import Testing

struct HostProbeTests {
    private struct Files: FileReader {
        var texts: [String: String]
        func bytes(at path: String) -> [UInt8]? { texts[path].map { Array($0.utf8) } }
    }

    @Test func onlyListenersCount() {
        let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        let files = Files(texts: [
            "/proc/net/tcp": head
                + "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1\n"
                + "   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 2 1\n",
            "/proc/net/tcp6": head
                + "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A "
                + "00000000:00000000 00:00000000 00000000     0        0 3 1\n",
        ])
        #expect(HostProbe(files: files, processors: 2).listeningPorts == [5432, 22])
    }

    @Test func memoryIsRead() {
        let files = Files(texts: ["/proc/meminfo": "MemTotal:       16384 kB\n"])
        let capacity = HostProbe(files: files, processors: 2, hasGPU: true).capacity
        #expect(capacity == HostCapacity(memory: .mebibytes(16), processors: 2, hasGPU: true))
    }

    @Test func aHostThatTellsNothingIsNotWarnedAbout() {
        let probe = HostProbe(files: Files(texts: [:]), processors: 1)
        #expect(probe.listeningPorts.isEmpty)
        #expect(probe.capacity.memory.bytes == .max)
        #expect(!probe.capacity.hasGPU)
    }

    @Test func thisMachineIsKnown() {
        let capacity = HostProbe().capacity
        #expect(capacity.processors > 0)
        #expect(capacity.memory > .mebibytes(1) && capacity.memory < .gibibytes(1 << 20))
    }
}
