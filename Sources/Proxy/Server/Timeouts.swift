// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// How long the data plane waits for what. Nil: as long as it takes.
package struct Timeouts: Hashable, Sendable {
    /// From the first byte of a request's head, or the opening of the connection, to its last.
    package var head: Duration
    /// Between two requests of one client's connection.
    package var keepAlive: Duration
    /// Between two pieces of a request's body.
    package var requestBody: Duration
    /// Bytes a second that a request's body must come with, after a third of that time. Zero: any pace will do.
    package var requestBodyRate: UInt64
    package var workerConnect: Duration
    /// From the end of the request to the head of the response. None by default: a long job is what workers are for.
    package var response: Duration?
    /// Between two pieces of a response's body.
    package var responseBody: Duration?
    /// How long a client may read nothing of what waits for it.
    package var clientReading: Duration
    /// How long a worker may take to say whether it wants the body of a request that expects to be told.
    package var continuation: Duration
    /// How long a WebSocket may go on when one of its sides has ended.
    package var tunnelEnd: Duration
    /// How long a client is listened to after our last word.
    package var goodbye: Duration
    /// How long a worker's connection is kept unused.
    package var workerIdle: Duration

    package init(
        head: Duration = .seconds(10),
        keepAlive: Duration = .seconds(75),
        requestBody: Duration = .seconds(30),
        requestBodyRate: UInt64 = 500,
        workerConnect: Duration = .seconds(5),
        response: Duration? = nil,
        responseBody: Duration? = nil,
        clientReading: Duration = .seconds(60),
        continuation: Duration = .seconds(1),
        tunnelEnd: Duration = .seconds(10),
        goodbye: Duration = .seconds(1),
        workerIdle: Duration = .seconds(30)
    ) {
        self.head = head
        self.keepAlive = keepAlive
        self.requestBody = requestBody
        self.requestBodyRate = requestBodyRate
        self.workerConnect = workerConnect
        self.response = response
        self.responseBody = responseBody
        self.clientReading = clientReading
        self.continuation = continuation
        self.tunnelEnd = tunnelEnd
        self.goodbye = goodbye
        self.workerIdle = workerIdle
    }

    func limit(of patience: Patience) -> TimeAmount? {
        switch patience {
        case .head: TimeAmount(head)
        case .nextRequest: TimeAmount(keepAlive)
        case .requestBody: TimeAmount(requestBody)
        case .continuation: TimeAmount(continuation)
        case .response: response.map { TimeAmount($0) }
        case .responseBody: responseBody.map { TimeAmount($0) }
        case .clientReading: TimeAmount(clientReading)
        case .tunnelEnd: TimeAmount(tunnelEnd)
        case .goodbye: TimeAmount(goodbye)
        // A service's own: `Route.tunnelIdleTimeout`.
        case .tunnel: nil
        }
    }
}
