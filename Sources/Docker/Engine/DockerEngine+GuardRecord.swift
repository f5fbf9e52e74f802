// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet

extension DockerEngine {
    package func guardRecord(of worker: WorkerID, for service: ServiceName) async -> GuardRecord? {
        guard guardBinary != nil else { return nil }
        if let records, await guardDelivery.way() == .mount { return records.read(service) }
        guard let id = ContainerID(worker.text),
            let archive = try? await api.file(GuardBinary.recordInContainer, of: id)
        else { return nil }
        return TarArchive.onlyFile(in: archive).flatMap { GuardRecord(parsing: $0) }
    }
}
