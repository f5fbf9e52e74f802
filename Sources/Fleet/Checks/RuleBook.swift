// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Every rule there is.
package enum RuleBook {
    package static let rules: [any Rule] = [
        MemoryLimitMissing(),
        CPULimitMissing(),
        CPUsAboveHost(),
        MemoryOvercommitted(),
        ReservationAboveLimit(),
        MemoryFilesAboveLimit(),
        IdleTimeoutMissing(),
        ModelCacheWritable(),
        WritablePathShared(),
        TemporaryFolderShared(),
        TemporaryFilesOffWorkspace(),
        HostPortShared(),
        HostPortTaken(),
        ProcessPortShared(),
        PathOfTheProxy(),
        UpstreamIsTheProxy(),
    ]

    /// What all rules find, rule by rule.
    package static func findings(in fleet: CheckedFleet) -> [Finding] {
        rules.flatMap { $0.findings(in: fleet) }
    }

    /// The rules as a table for the documentation.
    package static var table: String {
        "| rule | why | what to do |\n|---|---|---|\n"
            + rules.map { "| `\($0.name)` | \($0.reason) | \($0.hint) |\n" }.joined()
    }
}
