// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import Fleet

/// What is kept of the proxy's bearer token: enough to recognise it, in the same time whatever is shown.
package struct TokenDigest: Sendable {
    private let digest: SHA256.Digest

    package init(_ token: Secret) {
        digest = SHA256.hash(data: Array(token.exposed.utf8))
    }

    /// Whether a field's value is `Bearer` and the token: the scheme in any case, one space, nothing else.
    func isShown(by bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Bool {
        let scheme = value.lowerBound..<min(value.lowerBound + 6, value.upperBound)
        guard Bytes.equal(bytes, scheme, "bearer"), value.count > 7, bytes[scheme.upperBound] == Bytes.space else {
            return false
        }
        let token = (scheme.upperBound + 1)..<value.upperBound
        for index in token where bytes[index] &- 0x21 >= 0x5E { return false }
        // Digests compare in constant time: neither the token's length nor how much of it is right shows.
        return SHA256.hash(data: UnsafeRawBufferPointer(rebasing: bytes[token])) == digest
    }
}
