// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What happened to the fleet.
package enum FleetEvent: Sendable {
    /// A request found the gate closed or full, and stands in line.
    case requestWaiting(ServiceName, WaiterID)
    /// An operator wants the service up, and waits for it.
    case startOrdered(ServiceName, WaiterID)
    /// An operator wants the service down, and waits for it.
    case stopOrdered(ServiceName, WaiterID)
    case waiterLeft(WaiterID)
    /// What came of `admit`: these got their lease.
    case admitted(ServiceName, [WaiterID])
    /// A lease ended while others wait.
    case roomMade(ServiceName)
    case worker(ServiceName, WorkerEvent)
    /// The kernel's counters show that it killed processes of a running worker: so many since that worker began.
    case oomKillsSeen(ServiceName, WorkerID, Int)
    case engineHinted
    case engineLost(engine: String, EngineError)
    case engineBack(engine: String)
    /// What came of `survey`: the engines that answered, and what they hold.
    case surveyed([EngineSurvey])
    case timePassed
    /// No request is let in from now on.
    case closing
}
