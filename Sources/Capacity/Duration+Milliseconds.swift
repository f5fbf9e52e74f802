// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// Whole ones; what is left over is cut off.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
