// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// Whom the data plane asks what a worker's guard told last.
package protocol GuardRecords: Sendable {
    /// At once: it neither waits for a disk nor for anybody else. Nil: nothing is known now.
    func record(of service: ServiceName) -> GuardRecord?
}

/// Where engines have guards write their records: one file of this host for each service.
package protocol GuardRecordFiles: Sendable {
    /// Makes an empty file, in place of one that an earlier worker may still hold open. Returns its absolute path.
    func make(for service: ServiceName) throws(EngineError) -> String
    func path(for service: ServiceName) -> String
    /// What stands in the file now; nil: no record. May wait for a disk.
    func read(_ service: ServiceName) -> GuardRecord?
    func remove(_ service: ServiceName)
}
