// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Commands

struct LimitsTextTests {
    @Test func aProcessIsLookedAtByItsNumber() throws {
        var host = FakeHost.v2
        host.add(process: 50, started: 0, cgroup: "/pod/w")
        host.add(memory: 100, of: 256, at: "/pod")
        let text = try LimitsText.of(50, format: .table, files: host)
        #expect(
            text.contains("memory          256 MiB  100 MiB  156 MiB  1 above  /sys/fs/cgroup/pod/memory.max\n"),
            "\(text)"
        )
        #expect(try LimitsText.of(50, format: .json, files: host).hasPrefix(#"{"memory":{"limit":268435456,"#))
    }

    @Test func oneThatIsGoneIsNamed() {
        let failure = CommandFailure("cannot look at process 51: it does not run on this host, or may not be looked at")
        #expect(throws: failure) { try LimitsText.of(51, format: .table, files: FakeHost.v2) }
    }
}
