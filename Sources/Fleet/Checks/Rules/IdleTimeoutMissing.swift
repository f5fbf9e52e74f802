// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker that is never put to sleep.
struct IdleTimeoutMissing: Rule {
    let name = "idle-timeout-missing"
    let reason = "A worker that never sleeps holds its memory, and its GPU's, whether anybody uses it or not."
    let hint = "set idle_timeout, such as 300"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.run.filter { $0.idleTimeout == nil }.map {
            warning($0, "idle_timeout", "'\($0.name)' has no idle_timeout: once started it is never put to sleep")
        }
    }
}
