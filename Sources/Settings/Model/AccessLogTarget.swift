// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where the access log goes.
package enum AccessLogTarget: Hashable, Sendable {
    case off
    case standardOutput
    case standardError
    /// An absolute path.
    case file(String)
}
