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

    /// The names it is reached by: in lower case, without a dot at the end, `*.` for whatever comes before. Empty: by any.
    package var hosts: [String]
    /// Whether paths in its responses (`Location`, cookies) get the stripped `path` in front.
    package var rewritesResponses: Bool
    /// Whether it is the proxy's own: no service takes it away, on any host.
    package var isOfProxy: Bool

    package init(
        path: String = "/",
        stripsPrefix: Bool = true,
        isExact: Bool = false,
        hosts: [String] = [],
        rewritesResponses: Bool = false,
        isOfProxy: Bool = false
    ) {
        self.hosts = hosts
        self.rewritesResponses = rewritesResponses
        self.isOfProxy = isOfProxy
        self.path = path
        self.isExact = isExact
        self.stripsPrefix = stripsPrefix
    }
}
