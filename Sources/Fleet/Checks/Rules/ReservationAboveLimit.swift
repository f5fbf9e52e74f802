// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A `mem_reservation` above `mem_limit`.
struct ReservationAboveLimit: Rule {
    let name = "reservation-above-limit"
    let reason = "Memory that the limit forbids cannot be reserved; Docker refuses to create such a container."
    let hint = "set mem_reservation below mem_limit"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.run.compactMap { service in
            guard let reservation = service.limits.memoryReservation, let limit = service.limits.memory,
                reservation > limit
            else { return nil }
            return warning(
                service,
                "mem_reservation",
                "'\(service.name)' reserves \(reservation), more than its mem_limit of \(limit)"
            )
        }
    }
}
