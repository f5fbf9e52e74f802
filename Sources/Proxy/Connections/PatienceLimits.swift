// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The limits of `Timeouts` in the loop's own unit: turning a `Duration` into it takes a division of 128 bits.
struct PatienceLimits {
    private let limits: [TimeAmount?]
    /// How long a worker's connection is kept unused.
    let workerIdle: TimeAmount

    init(_ timeouts: Timeouts) {
        limits = Patience.allCases.map { timeouts.limit(of: $0) }
        workerIdle = TimeAmount(timeouts.workerIdle)
    }

    /// Nil: as long as it takes.
    subscript(patience: Patience) -> TimeAmount? { limits[patience.rawValue] }
}
