// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Synchronization

/// A fleet whose status is another one each time it is asked.
final class ChangingFleet: FleetOperations {
    private let count = Mutex(0)

    func status() async -> FleetStatus {
        let turn = count.withLock { count in
            count += 1
            return count
        }
        return FleetStatus(engine: "docker", engineTrouble: "trouble \(turn)", services: [])
    }

    func start(_ service: ServiceName) async throws(LeaseRefusal) {}
    func stop(_ service: ServiceName) async throws(LeaseRefusal) {}
    func log(of service: ServiceName, lines: Int) async throws(EngineError) -> [String] { [] }
}
