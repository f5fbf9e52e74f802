// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// For how long a container runs, and how busy it is.
package struct Uptime: Sendable {
    /// Since its oldest process was started; nil where no process can be seen, not even the caller.
    package var age: Duration?
    /// Without the caller.
    package var processes: Int
    /// Tasks that run, could run, or wait for a disk.
    package var active: Int
    package var pressure: Pressure?

    /// - Parameter caller: who asks, and may be the container's first process or its only one.
    package init(
        _ processes: [ContainerProcess],
        caller: ContainerProcess?,
        active: Int,
        pressure: Pressure?,
        sinceBoot now: Duration
    ) {
        var started = processes.map { $0.started }
        if let caller { started.append(caller.started) }
        age = started.min().map { max(now - $0, .zero) }
        self.processes = processes.count
        self.active = active
        self.pressure = pressure
    }

    /// - Parameter clock: the wall clock, `02:17:37`.
    package func line(clock: String, tellsPressure: Bool = true) -> String {
        var line = " \(clock) up \(age.map(Self.short) ?? "?"),  \(count)"
        line += ",  \(active) active"
        if tellsPressure, let pressure {
            let figures = [pressure.tenSeconds, pressure.minute, pressure.fiveMinutes].map { FixedPoint.hundredths($0) }
            line += ",  waiting for processors: \(figures[0])%, \(figures[1])%, \(figures[2])%"
        }
        return line
    }

    private var count: String {
        switch processes {
        case 0: age == nil ? "? processes" : "no other process"
        case 1: "1 process"
        default: "\(processes) processes"
        }
    }

    package var pretty: String {
        guard let age else { return "up ?" }
        let minutes = age.wholeMilliseconds / 60_000
        var parts: [String] = []
        for (count, unit) in [
            (minutes / 10080, "week"), (minutes / 1440 % 7, "day"), (minutes / 60 % 24, "hour"),
            (minutes % 60, "minute"),
        ] where count > 0 {
            parts.append("\(count) \(unit)\(count == 1 ? "" : "s")")
        }
        if parts.isEmpty { parts.append("0 minutes") }
        var text = ""
        for part in parts { text += text.utf8.isEmpty ? "up \(part)" : ", \(part)" }
        return text
    }

    /// As `uptime` writes it: `3 days,  4:05`, `4:05`, `5 min`.
    static func short(_ age: Duration) -> String {
        let minutes = age.wholeMilliseconds / 60_000
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        let day = days > 0 ? "\(days) \(days == 1 ? "day" : "days"), " : ""
        if hours > 0 { return day + "\(hours):".flushRight(3) + String.twoDigits(Int(minutes % 60)) }
        return day + "\(minutes % 60) min"
    }
}
