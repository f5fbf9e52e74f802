// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet

/// How much of clients the proxy takes.
package struct TrafficLimits: Hashable, Sendable {
    /// Connections at a time.
    package var connections = 10_000
    /// Of one client. Nil: as many as it likes.
    package var clientConnections: Int?
    /// Nil: any client may ask as often as it likes.
    package var clientRate: ClientRate?
    /// Nil: of any length.
    package var requestBody: ByteCount?
    /// A second, once a body has had time to begin. Nil: any pace will do.
    package var requestBodyRate: ByteCount? = ByteCount(bytes: 500)
    package var requestLine = ByteCount.kibibytes(8)
    package var headerField = ByteCount.kibibytes(16)
    /// All fields of a head together.
    package var headers = ByteCount.kibibytes(32)
    package var headerCount = 100
    package var speaksHTTP2 = true
    /// Requests at a time on one connection with HTTP/2.
    package var streams = 100
    /// What may come of each one's body before the worker takes it.
    package var streamWindow = ByteCount.kibibytes(128)
    /// Streams of one connection that may be reset in a second.
    package var resets = 100
    /// Frames a second that bring nothing.
    package var idleFrames = 1000
}
