// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What became of the requests so far; lies in memory that the guard and its supervisor share.
package struct LeaseTally: Sendable {
    package var asked: Int64 = 0
    package var refused: Int64 = 0

    package init() {}
}
