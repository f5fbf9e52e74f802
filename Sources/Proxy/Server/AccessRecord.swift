// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// The facts of one request that has ended. Never holds a token, nor the query.
package struct AccessRecord: Hashable, Sendable {
    package var client: String
    package var method: String
    package var path: String
    /// What the client was answered; nil: it left before it was.
    package var status: Int?
    package var service: ServiceName?
    package var requestBytes: UInt64
    package var responseBytes: UInt64
    package var duration: Duration
}
