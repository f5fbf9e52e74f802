// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a service's requests come in.
package struct RouteRule: Hashable, Sendable {
    /// With a leading slash and without a trailing one; the root is `/`.
    package var path: String
    /// Whether the worker sees the path without `path`.
    package var stripsPrefix: Bool

    /// Whether only `path` itself matches, and nothing below it.
    package var isExact: Bool

    package init(path: String = "/", stripsPrefix: Bool = true, isExact: Bool = false) {
        self.path = path
        self.isExact = isExact
        self.stripsPrefix = stripsPrefix
    }
}
