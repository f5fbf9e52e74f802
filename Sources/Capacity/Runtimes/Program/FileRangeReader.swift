// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads parts of files that may be large, such as programs. Used as a generic, never as an existential.
package protocol FileRangeReader {
    /// At most `count` bytes from `offset` on, fewer at the end of the file; nil where it cannot be read.
    func bytes(at path: [UInt8], from offset: UInt64, count: Int) -> [UInt8]?
}
