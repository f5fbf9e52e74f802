// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Who may use a service's route.
package enum Access: Hashable, Sendable {
    /// Who holds the proxy's bearer token.
    case bearer
    /// Anybody.
    case open
}
