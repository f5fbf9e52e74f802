// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `uptime` was asked for.
package enum UptimeStyle: Equatable, Sendable {
    case line
    /// `-p`: in words.
    case pretty
    /// `-s`: since when.
    case since
}
