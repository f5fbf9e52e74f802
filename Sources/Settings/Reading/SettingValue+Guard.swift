// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// `guard:`, a word or a block of the guard's options.
extension SettingValue {
    private static let guardKeys = [
        "mode", "reserve", "warn_signal", "fail_after", "fail_prob", "seed", "strict", "runtimes",
    ]

    func guarding(_ report: inout Report) -> GuardSettings? {
        guard case .map(let entries) = node.content else {
            return guardMode(&report).map { GuardSettings(mode: $0) }
        }
        var settings = GuardSettings()
        var needsLease: [SettingValue] = []
        for entry in entries where !entry.value.isNull {
            let value = nested(entry.value, entry.key.text)
            switch entry.key.text {
            case "mode": if let mode = value.guardMode(&report) { settings.mode = mode }
            case "reserve": if let reserve = value.reserve(&report) { settings.reserve = reserve }
            case "warn_signal":
                settings.warnSignal = value.warnSignal(&report)
                needsLease.append(value)
            case "fail_after":
                settings.faults.share = value.share(&report) ?? 100
                needsLease.append(value)
            case "fail_prob":
                settings.faults.perBillion = value.probability(&report) ?? 0
                needsLease.append(value)
            case "seed": settings.faults.seed = UInt64(value.integer(&report, in: 0...Int.max) ?? 1)
            case "strict": settings.isStrict = value.bool(&report) ?? false
            case "runtimes": settings.setsRuntimes = value.bool(&report) ?? true
            default: report.unknownKey(entry.key, among: Self.guardKeys, in: "guard")
            }
        }
        if settings.mode != .lease {
            for value in needsLease { value.refuse("needs mode: lease, not \(settings.mode.rawValue)", &report) }
        }
        return settings
    }

    private func guardMode(_ report: inout Report) -> GuardMode? {
        guard let text = node.text?.lowercased() else {
            refuse("must be on, off, lease, static, as or a block of options, not \(node.kind)", &report)
            return nil
        }
        switch text {
        case "on", "true", "yes", "lease": return .lease
        case "off", "false", "no": return .off
        case "static": return .static
        case "as": return .addressSpace
        default:
            refuse("must be on, off, lease, static or as, not '\(text.shortened)'", &report)
            return nil
        }
    }

    private func reserve(_ report: inout Report) -> GuardReserve? {
        parsed(&report, as: "a size or a share below 100%", hint: "such as 32m or 10%") { GuardReserve(parsing: $0) }
    }

    private func warnSignal(_ report: inout Report) -> String? {
        let hint = "one of " + WarnSignal.names.joined(separator: ", ")
        return parsed(&report, as: "a signal that programs handle", hint: hint) { text in
            let name = text.uppercased().hasPrefix("SIG") ? text.uppercased().dropFirst(3) : text.uppercased()[...]
            return WarnSignal.names.first { $0 == name }
        }
    }

    private func share(_ report: inout Report) -> Int64? {
        parsed(&report, as: "a share of the limit from 1% to 100%", hint: "such as 80%") {
            FaultPlan.share(parsing: $0)
        }
    }

    private func probability(_ report: inout Report) -> Int64? {
        parsed(&report, as: "a probability from 0 to 1", hint: "such as 0.01 or 1%") {
            FaultPlan.perBillion(parsing: $0)
        }
    }
}
