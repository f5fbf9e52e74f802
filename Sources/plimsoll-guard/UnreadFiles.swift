// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The files of `/proc` that limits are found by and that cannot be read here.
enum UnreadFiles {
    private static let needed = [
        "/proc/self/cgroup", "/proc/self/mountinfo", "/proc/self/status", "/proc/self/limits", "/proc/meminfo",
    ]

    /// One line for each, with the reason.
    static var lines: [String] {
        needed.compactMap { file in
            let descriptor = file.withCString { plimsoll_open_to_read($0) }
            if descriptor >= 0 {
                plimsoll_close(descriptor)
                return nil
            }
            return "cannot read \(file): \(Execution.text(of: descriptor))"
        }
    }
}
