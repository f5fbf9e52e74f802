// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How processes come by the memory they are lent.
package enum LeaseMeans: String, Hashable, Sendable {
    /// Each large request is asked for and answered.
    case asked
    /// They cannot be made to ask: their limits are renewed as time goes by.
    case timed
    /// Another guard further out lends to them already.
    case lentByAnother = "lent-by-another"
}
