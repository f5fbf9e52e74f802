// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why a certificate cannot be used. Never holds anything of a key.
package struct CertificateError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to do: lower case, no full stop.
    package let description: String
}
