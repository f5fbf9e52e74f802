// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `top` reads at one moment.
package struct TopSample: Sendable {
    /// Since the machine was started.
    package var at: Duration
    package var uptime: Uptime
    package var memory: ContainerMemory?
    package var limits: EffectiveLimits
    /// Processors worth using.
    package var processors: Int
    /// What the container used of processor time so far.
    package var processorTime: Duration?
    package var throttling: Throttling?
    package var oomKills: Int?
    package var pressures: Pressures
    package var processes: [ContainerProcess]
}
