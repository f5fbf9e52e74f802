// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The version of this program: the only place that names it.
package enum PlimsollVersion {
    package static let current = "0.1.0"
}
