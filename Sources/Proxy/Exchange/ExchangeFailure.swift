// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why an exchange ends in an answer of ours.
enum ExchangeFailure: Hashable {
    /// No connection to the worker, however often it was tried.
    case unreachable
    /// File descriptors, ports or memory for another connection are missing here.
    case outOfSockets
    /// The worker closed its connection without an answer.
    case noResponse
    case badResponse(MessageFault)
    case tooManyInterimResponses
    case badRequestBody(MessageFault)
    case requestTimedOut
    case responseTimedOut
}
