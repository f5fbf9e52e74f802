// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Where the token comes from that clients must hold.
package enum BearerToken: Hashable, Sendable {
    case given(Secret)
    /// The first line of this file.
    case file(String)
    /// None was given: one is to be generated.
    case absent
}
