// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// Whole milliseconds as seconds: what reports carry, so that a figure does not drag a tail of digits.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1000
    }
}
