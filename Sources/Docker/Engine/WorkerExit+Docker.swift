// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension WorkerExit {
    /// How a container ended, by what the engine says of it. Nil: it has not.
    init?(_ state: ContainerInspection.State?) {
        switch state?.status {
        case "exited", "dead": break
        default: return nil
        }
        let status = state?.exitCode
        if state?.oomKilled == true {
            // Also where a child was killed and the first process then ended by itself.
            self.init(verdict: .oomKilled, status: status)
        } else if let status, (129...192).contains(status) {
            self.init(verdict: .killed, status: status)
        } else {
            self.init(verdict: .exited, status: status)
        }
    }
}
