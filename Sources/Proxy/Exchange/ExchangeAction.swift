// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What an exchange orders. At most one of a list brings the next event at once, and it comes last.
enum ExchangeAction: Hashable {
    /// Enter the gate, or stand in line.
    case askForWorker
    case standInLine
    case leaveLine
    case endLease
    /// Take a connection that is open already, if there is one that may be used, or open one.
    case connect
    case openConnection
    case reportUnreachable
    /// The head, what was sent of the body to another connection before, and as much more as may go.
    case sendRequest
    case sendBody
    case sendContinue
    case sendInterim
    case sendResponseHead
    case sendResponseEnd
    /// Pass on the word that the protocol changes, and from then on whatever comes.
    case beginTunnel
    /// Keep the worker's connection for another request.
    case keepConnection
    case dropConnection
    case answer(ExchangeFailure)
    case awaitNextRequest
    /// Close once the client has read what was sent: it may still be sending.
    case closeGently
    /// Close so that the client sees the response is not whole.
    case cutClient
}
