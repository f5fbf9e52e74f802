// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// What there is to tell of a program under lease, and the file it is written to.
struct LeaseAccount {
    let means: LeaseMeans
    let usage: CgroupUsage<SystemFiles>
    let limit: ByteCount
    let tally: UnsafeMutablePointer<LeaseTally>
    let file: String?
    private let killsBefore: Int?

    init(
        means: LeaseMeans,
        places: CgroupPlaces,
        limit: ByteCount,
        tally: UnsafeMutablePointer<LeaseTally>,
        file: String?
    ) {
        self.means = means
        usage = CgroupUsage(of: CgroupPlaces(memory: places.memory), files: SystemFiles())
        self.limit = limit
        self.tally = tally
        self.file = file
        killsBefore = usage.oomKills()
    }

    func report(_ ending: LeaseReport.Ending?) -> LeaseReport {
        let usage = usage.read()
        return LeaseReport(
            means: means,
            limit: limit,
            peak: usage.memoryPeak,
            tally: tally.pointee,
            oomKills: usage.oomKills.map { $0 - (killsBefore ?? 0) },
            ending: ending
        )
    }

    /// Returns why it could not be written.
    func write(_ report: LeaseReport) -> String? {
        file.flatMap { RecordFile.write(report.record, to: $0) }
    }
}
