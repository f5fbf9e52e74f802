// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What runs when a service is awake.
package enum Workload: Hashable, Sendable {
    case container(ContainerSpec)
    case process(ProcessSpec)
    /// Something already running that is only routed to, never started or stopped.
    case upstream(Endpoint)
}
