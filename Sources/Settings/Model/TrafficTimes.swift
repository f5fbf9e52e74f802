// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How long the proxy waits for clients and workers. Nil: as long as it takes.
package struct TrafficTimes: Hashable, Sendable {
    /// From the first byte of a request's head to its last.
    package var header = Duration.seconds(10)
    /// Between two requests of one connection.
    package var keepAlive = Duration.seconds(75)
    /// Between two pieces of a request's body.
    package var requestBody = Duration.seconds(30)
    package var connect = Duration.seconds(5)
    /// From the end of a request to the head of its response.
    package var response: Duration?
    /// Between two pieces of a response's body.
    package var responseBody: Duration?
    /// How long a client may read nothing of what waits for it.
    package var clientReading = Duration.seconds(60)
    /// How long requests may go on when the proxy, or their worker, is told to end.
    package var drain = Duration.seconds(30)
}
