// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// From which severity on the proxy writes its log.
package enum LogLevel: String, Hashable, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}
