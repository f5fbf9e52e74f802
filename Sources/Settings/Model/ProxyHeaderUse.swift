// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// On which listeners every connection begins with a PROXY header.
package enum ProxyHeaderUse: Hashable, Sendable {
    case none, http, https, both

    package var isOnHTTP: Bool { self == .http || self == .both }
    package var isOnHTTPS: Bool { self == .https || self == .both }
}
