// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads the processor time a process may use, over all levels.
struct CPULimitReader<Files: FileReader> {
    let files: Files
    let place: CgroupPlace

    func limit() -> BoundLimit<CPUQuota>? {
        place.directories.reduce(nil) { tightest, directory in
            .tighter(tightest, place.version == .v1 ? limitV1(directory) : limitV2(directory))
        }
    }

    /// What may be saved up at the level whose quota binds; nil where nothing may.
    func burst() -> BoundLimit<Duration>? {
        guard let quota = limit() else { return nil }
        let name = place.version == .v1 ? "cpu.cfs_burst_us" : "cpu.max.burst"
        for directory in place.directories where quota.file.utf8.starts(with: "\(directory)/cpu.".utf8) {
            let file = "\(directory)/\(name)"
            guard let burst = files.bytes(at: file).flatMap(KernelText.firstNumber), burst > 0 else { continue }
            return BoundLimit(value: .microseconds(burst), file: file)
        }
        return nil
    }

    private func limitV1(_ directory: String) -> BoundLimit<CPUQuota>? {
        let file = "\(directory)/cpu.cfs_quota_us"
        // The quota is -1 where there is none.
        guard let quota = files.bytes(at: file).flatMap(KernelText.firstNumber),
            let period = files.bytes(at: "\(directory)/cpu.cfs_period_us").flatMap(KernelText.firstNumber)
        else { return nil }
        return bound(quota: quota, period: period, file: file)
    }

    private func limitV2(_ directory: String) -> BoundLimit<CPUQuota>? {
        let file = "\(directory)/cpu.max"
        guard let line = files.bytes(at: file).flatMap({ KernelText.lines($0).first }) else { return nil }
        let fields = KernelText.fields(line)
        guard fields.count == 2, let quota = KernelText.number(fields[0]), let period = KernelText.number(fields[1])
        else {
            return nil
        }
        return bound(quota: quota, period: period, file: file)
    }

    /// A quota over a period, both in microseconds. Nonsense limits nothing.
    private func bound(quota: Int64, period: Int64, file: String) -> BoundLimit<CPUQuota>? {
        guard quota > 0, period > 0 else { return nil }
        let (whole, overflow) = (quota / period).multipliedReportingOverflow(by: 1_000_000_000)
        let (part, partOverflow) = (quota % period).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(part / period)
        guard !overflow, !partOverflow, !carry, sum > 0 else { return nil }
        return BoundLimit(value: CPUQuota(nanoCPUs: sum), file: file)
    }
}
