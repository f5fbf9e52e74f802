// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why the data plane does not start.
package struct ProxyServerError: Error, CustomStringConvertible {
    /// What was tried and what to do: lower case, no full stop.
    package let description: String
}
