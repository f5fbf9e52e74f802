// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is printed could not be written, for example to a full disk.
package struct OutputFailure: Error, CustomStringConvertible {
    package let reason: String
    package var description: String { "cannot write to standard output: \(reason)" }
}
