// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// A service as far as it could be read: a key that is broken is at its default.
struct ReadService: Sendable {
    let definition: ServiceDefinition
    /// Whether nothing is wrong with it.
    let isSound: Bool
    /// The keys whose values could not be read.
    let broken: Set<String>

    init(_ definition: ServiceDefinition, isSound: Bool, broken: Set<ServiceKey>) {
        self.definition = definition
        self.isSound = isSound
        self.broken = Set(broken.map(\.rawValue))
    }
}
