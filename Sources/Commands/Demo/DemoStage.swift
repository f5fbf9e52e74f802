// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Where the demo's workers run, and what they are.
struct DemoStage {
    /// The engine, for people.
    let description: String
    let guarded: ServiceDefinition
    let bare: ServiceDefinition
    /// Whether the kernel holds the workers to their limits.
    let hasCgroup: Bool
    /// Whether a worker finds its own cgroup at the usual place.
    let seesOwnCgroup: Bool

    var services: [ServiceDefinition] { [guarded, bare] }
}
