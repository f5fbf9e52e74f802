// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// How the data plane listens, whom it lets in and believes, and within which limits.
package struct DataPlaneSettings: Sendable {
    package var listen: [Endpoint]
    /// Nil: nobody holds a token, so that only open routes can be used.
    package var token: TokenDigest?
    /// Whose word on the client's address is believed.
    package var trustedProxies: [TrustedNetwork]
    /// Event loops.
    package var threads: Int
    package var headLimits: HeadLimits
    /// The longest body of a request. Nil: any.
    package var largestBody: UInt64?
    package var timeouts: Timeouts
    /// Connections of clients at a time; the next one is told to come again.
    package var mostConnections: Int
    /// Unused connections kept to one worker by one loop.
    package var mostIdleConnections: Int
    /// Told of every request that has ended, on an event loop: it must not block.
    package var accessLog: (@Sendable (AccessRecord) -> Void)?

    package init(
        listen: [Endpoint],
        token: TokenDigest?,
        trustedProxies: [TrustedNetwork] = [],
        threads: Int = 1,
        headLimits: HeadLimits = HeadLimits(),
        largestBody: UInt64? = nil,
        timeouts: Timeouts = Timeouts(),
        mostConnections: Int = 10_000,
        mostIdleConnections: Int = 256,
        accessLog: (@Sendable (AccessRecord) -> Void)? = nil
    ) {
        self.listen = listen
        self.token = token
        self.trustedProxies = trustedProxies
        self.threads = threads
        self.headLimits = headLimits
        self.largestBody = largestBody
        self.timeouts = timeouts
        self.mostConnections = mostConnections
        self.mostIdleConnections = mostIdleConnections
        self.accessLog = accessLog
    }
}
