// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
package import Capacity

/// What `plimsoll limits` prints.
package enum LimitsText {
    /// - Parameter process: nil is this one.
    package static func of(
        _ process: Int32?,
        format: ReportFormat,
        files: some FileReader
    ) throws(CommandFailure) -> String {
        if let process, files.bytes(at: "/proc/\(process)/cgroup") == nil {
            throw CommandFailure(
                "cannot look at process \(process): it does not run on this host, or may not be looked at"
            )
        }
        let places = CgroupPlaces(of: process, files: files)
        let report = LimitsReader(files: files, process: process, places: places)
            .report(allowed: max(1, Int(plimsoll_allowed_processors())))
        switch format {
        case .table: return (report.lines + report.runtimeLines).map { $0 + "\n" }.joined()
        case .json: return report.json + "\n"
        }
    }
}
