// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How a certificate stands, for people.
package struct IssuanceStanding: Hashable, Sendable {
    /// Of the certificate that is there. Nil: there is none.
    package var validUntil: WallTime?
    /// When it is renewed, or tried again. Nil: not known yet.
    package var nextTry: WallTime?
    package var isWorking = false
    /// What went wrong last, and was not mended since.
    package var trouble: AuthorityError?
}
