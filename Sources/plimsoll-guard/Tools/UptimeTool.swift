// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// `uptime` of the container.
enum UptimeTool {
    static func show(_ style: UptimeStyle) throws(ToolFailure) {
        let reader = TopReader(files: SystemFiles(), own: plimsoll_own_process())
        let uptime = reader.uptime(at: .nanoseconds(plimsoll_since_boot()))
        switch style {
        case .line: try ToolRun.print(uptime.line(clock: WallClock.time) + "\n")
        case .pretty: try ToolRun.print(uptime.pretty + "\n")
        case .since:
            guard let age = uptime.age else {
                throw ToolFailure(reason: "cannot find a process of this container: is /proc hidden?")
            }
            try ToolRun.print(WallClock.date(before: age) + "\n")
        }
    }
}
