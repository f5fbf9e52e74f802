// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// When an image is fetched from its registry: only while the proxy prepares, never while a request waits.
package enum PullPolicy: String, Hashable, Sendable, CaseIterable {
    case missing, never, always
}
