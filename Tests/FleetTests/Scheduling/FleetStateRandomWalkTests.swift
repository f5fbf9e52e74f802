// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Testing

struct FleetStateRandomWalkTests {
    @Test(arguments: 1...12)
    func everyWaiterIsAnsweredOnceAndNothingStopsWhileLeased(seed: UInt64) {
        var simulation = FleetSimulation(seed: seed)
        for _ in 0..<20_000 { simulation.step() }
        simulation.settle()
        #expect(simulation.waiting.isEmpty, "somebody waits for ever")
        // The walk went where it should: without these it would prove nothing.
        #expect(simulation.leasesGranted > 1500)
        #expect(simulation.idleStops > 30)
        #expect(simulation.refusals[.lineFull, default: 0] > 0)
        #expect(simulation.refusals[.workerCrashed, default: 0] > 0)
    }
}
