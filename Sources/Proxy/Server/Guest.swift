// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A client's connection, as its loop knows it.
protocol Guest: AnyObject {
    /// What it is counted under among the connections of its client. Nil: it is not.
    var countedAs: ClientKey? { get }
    /// Ends it if it has no request, or as soon as it has none.
    func closeIfIdle()
    /// Ends it whatever it has.
    func cutForShutdown()
}
