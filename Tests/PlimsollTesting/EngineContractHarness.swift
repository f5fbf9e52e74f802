// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet

/// What one kind of engine gives so that it can be held to the contract. Made afresh for each check.
package protocol EngineContractHarness: Sendable {
    /// An engine that finds what the one before it left, as after `kill -9` of the proxy.
    func makeEngine() async throws -> any ContainerEngine

    /// A service whose worker behaves so. The same name and behaviour give equal definitions.
    func service(_ name: ServiceName, _ behaviour: EngineContractBehaviour) -> ServiceDefinition

    /// One that cannot be started because what it names is not there, and the reason the engine gives for it.
    func impossibleService(_ name: ServiceName) -> (service: ServiceDefinition, reason: EngineError.Reason)

    /// Whether a GET of the worker's root is answered. There is one that asks over TCP.
    func answers(_ endpoint: Endpoint) async -> Bool

    /// Ends a worker by SIGKILL from outside, past the engine.
    func killFromOutside(_ worker: WorkerID) async throws

    /// Removes whatever the check left.
    func cleanUp() async
}

package enum EngineContractBehaviour: Hashable, Sendable {
    /// Answers any GET with 200 until SIGTERM ends it.
    case answers
    /// Ends at once with this status.
    case exits(Int)
    /// Answers, and takes no notice of SIGTERM.
    case ignoresTermination
    /// Writes these lines, then answers.
    case writes([String])
    /// Touches more memory than it is allowed, unguarded; it has `allowance`, of which no swap.
    case exceeds(allowance: ByteCount)
}

extension EngineContractHarness {
    package func answers(_ endpoint: Endpoint) async -> Bool {
        await EngineContractProbe.ask("/", from: endpoint) != nil
    }
}
