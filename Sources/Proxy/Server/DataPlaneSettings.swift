// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// How the data plane listens, whom it lets in and believes, and within which limits.
package struct DataPlaneSettings: Sendable {
    package var listen: [Endpoint]
    /// Whether only proxies connect there, which say in a PROXY header whom they speak for.
    package var isAnnounced = false
    package var isAnnouncedSecure = false
    /// Where TLS is spoken; needs `certificates`.
    package var listenSecure: [Endpoint] = []
    package var certificates: CertificateStore?
    /// Whom to ask what a challenge of ACME is answered with. Nil: nobody.
    package var challenges: (any ChallengeAnswers)?
    /// Where another ACME client leaves its answers. Nil: nowhere.
    package var challengeFolder: String?
    /// Whether requests without TLS are sent to the first secure listener.
    package var redirectsToHTTPS = false
    /// The name clients are to use, in lower case.
    package var domain: String?
    /// How long browsers are told to come with TLS only. Nil: they are not told.
    package var strictTransport: Duration?
    /// Nil: nobody holds a token, so that only open routes can be used.
    package var token: TokenDigest?
    /// Whose word on the client's address is believed. Empty: that of a PROXY header only, where one is asked for.
    package var trustedProxies: [TrustedNetwork]
    /// Event loops.
    package var threads: Int
    package var headLimits: HeadLimits
    /// The longest body of a request. Nil: any.
    package var largestBody: UInt64?
    package var timeouts: Timeouts
    /// What clients may ask for with HTTP/2. Nil: it is not spoken with them.
    package var http2: SessionLimits? = SessionLimits()
    /// Connections of clients at a time; the next one is told to come again.
    package var mostConnections: Int
    /// Connections of one client at a time. Nil: as many as it likes.
    package var mostClientConnections: Int?
    /// How often one client may ask, of whatever service. Nil: as often as it likes.
    package var clientRate: ClientRate?
    /// Unused connections kept to one worker by one loop.
    package var mostIdleConnections: Int
    /// Nil: requests are not logged.
    package var accessLog: AccessLog?
    /// Whom to ask why a worker answered 500 or above. Nil: nobody.
    package var guardRecords: (any GuardRecords)?
    /// Whether a refused allocation is named in a response (`Plimsoll-Memory`).
    package var namesRefusals: Bool
    /// Whether a response that waited for a start shows its parts (`Server-Timing`).
    package var showsStarts: Bool

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
        accessLog: AccessLog? = nil,
        guardRecords: (any GuardRecords)? = nil,
        namesRefusals: Bool = true,
        showsStarts: Bool = true
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
        self.guardRecords = guardRecords
        self.namesRefusals = namesRefusals
        self.showsStarts = showsStarts
    }
}
