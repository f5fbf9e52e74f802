// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a connection is waiting for; each has its limit in `Timeouts`.
enum Patience: Int, CaseIterable {
    /// The rest of a request's head.
    case head
    /// Another request on a connection that has had one.
    case nextRequest
    /// More of a request's body.
    case requestBody
    /// The worker's word on `Expect: 100-continue`.
    case continuation
    /// The head of the response.
    case response
    /// More of the response's body.
    case responseBody
    /// Anything in a tunnel that is a use of its worker.
    case tunnel
    /// The end of a WebSocket, one side of which has ended.
    case tunnelEnd
    /// The client to read what it was sent.
    case clientReading
    /// The client to close after our last word.
    case goodbye
}
