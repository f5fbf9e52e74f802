// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// What there is to tell of a program under lease, and the file it is written to.
struct LeaseAccount {
    var means = LeaseMeans.asked
    let usage: CgroupUsage<SystemFiles>
    let limit: ByteCount
    let tally: UnsafeMutablePointer<LeaseTally>
    let file: String?
    private let killsBefore: Int?

    init(places: CgroupPlaces, limit: ByteCount, tally: UnsafeMutablePointer<LeaseTally>, file: String?) {
        usage = CgroupUsage(of: CgroupPlaces(memory: places.memory), files: SystemFiles())
        self.limit = limit
        self.tally = tally
        self.file = file
        killsBefore = usage.oomKills()
    }

    func report(_ ending: LeaseReport.Ending?) -> LeaseReport {
        // Without the count at the start it would tell of others' kills.
        let oomKills = killsBefore.flatMap { before in usage.oomKills().map { $0 - before } }
        return LeaseReport(
            means: means,
            limit: limit,
            peak: file != nil || (oomKills ?? 0) > 0 ? usage.memoryPeak() : nil,
            tally: tally.pointee,
            oomKills: oomKills,
            ending: ending
        )
    }

    /// Returns why it could not be written.
    func write(_ report: LeaseReport) -> String? {
        file.flatMap { RecordFile.write(report.record, to: $0) }
    }

    /// Writes what is in force. Where it cannot be written, that is said at the end; and what is read as it comes is written to only then.
    func writeAtOnce() {
        guard let file, !file.utf8.elementsEqual("/dev/stderr".utf8) else { return }
        _ = write(report(nil))
    }
}
