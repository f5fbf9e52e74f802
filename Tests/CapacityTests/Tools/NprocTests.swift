// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct NprocTests {
    private func count(
        _ words: String...,
        usable: Int = 3,
        installed: Int = 8,
        threads: String? = nil,
        most: String? = nil
    ) -> Int64? {
        guard case .show(let options) = NprocArguments.parse(words) else { return nil }
        return options.count(usable: usable, installed: installed, threads: threads, most: most)
    }

    @Test func itIsWhatIsWorthUsing() {
        #expect(count() == 3)
        #expect(count("--all") == 8)
    }

    @Test func someMayBeLeftToOthersButNotAll() {
        #expect(count("--ignore=2") == 1)
        #expect(count("--ignore", "9") == 1)
        #expect(count("--all", "--ignore=2") == 6)
    }

    @Test(arguments: [
        (threads: "2", most: nil as String?, 2), (" 16,4 ", nil, 16), ("16", "4", 4), ("0", "2", 2), ("x", nil, 3),
        ("", "", 3),
    ])
    func theEnvironmentIsHeededAsByCoreutils(threads: String, most: String?, result: Int64) {
        #expect(count(threads: threads, most: most) == result)
        #expect(count("--all", threads: threads, most: most) == 8)
    }

    @Test func wrongUseIsNamed() {
        #expect(NprocArguments.parse(["--ignore=x"]) == .misuse("invalid number: 'x'"))
        #expect(NprocArguments.parse(["2"]) == .misuse("extra operand '2'"))
        #expect(NprocArguments.parse(["-a"]) == .misuse("invalid option -- 'a'"))
        #expect(NprocArguments.parse(["--help"]) == .help)
        #expect(NprocArguments.parse(["--version"]) == .version)
    }

    @Test(arguments: [("0-3\n", 4 as Int?), ("0\n", 1), ("0-1,4-7,9\n", 7), ("", nil), ("x", nil), ("3-1", nil)])
    func theMachinesProcessorsAreCounted(text: String, count: Int?) {
        #expect(MachineProcessors.list(Array(text.utf8)) == count)
    }

    @Test(arguments: [
        ("Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n", 8 as Int?),
        ("Cpus_allowed:\t00000000,00000005\n", 2),
        ("Cpus_allowed:\t0\n", nil), ("Cpus_allowed:\t\u{1B}[2J\n", nil), ("", nil),
    ])
    func theAffinityIsCounted(text: String, count: Int?) {
        #expect(ProcessorSet(status: Array(text.utf8))?.count == count)
    }
}
