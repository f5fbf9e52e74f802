// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The version that every program of this package tells.
package enum PlimsollVersion {
    package static let current = "0.1.0"
}
