// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How processes come by the memory they are lent.
package enum LeaseMeans: String, Hashable, Sendable {
    /// Each large request is asked for and answered.
    case asked
    /// Nobody asks: their limits are renewed as time goes by.
    case timed
    /// The same, because they cannot be made to ask.
    case timedForWant = "timed-for-want"
    /// Another guard further out lends to them already.
    case lentByAnother = "lent-by-another"
}
