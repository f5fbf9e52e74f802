// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One request's hold on one worker. Whoever got it ends it exactly once.
package struct Lease: Sendable {
    package let worker: LiveWorker
    private let gate: ServiceGate

    init(worker: LiveWorker, gate: ServiceGate) {
        self.worker = worker
        self.gate = gate
    }

    package func end() {
        gate.leave(worker)
    }
}
