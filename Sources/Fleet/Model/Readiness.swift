// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How it is known that a worker answers.
package enum Readiness: Hashable, Sendable {
    /// The port accepts a TCP connection.
    case portAccepts
    /// A GET of `path` is answered with `status`; nil: any status from 200 to 399.
    case answers(path: String, status: Int?)
    /// The same with HTTP/2, from the first byte on.
    case answersInHTTP2(path: String, status: Int?)
}
