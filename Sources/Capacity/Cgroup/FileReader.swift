// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads whole small files such as those of `/proc` and `/sys/fs/cgroup`.
///
/// Used as a generic, never as an existential: the guard is Embedded Swift, which has none.
package protocol FileReader {
    /// The content, or nil when it cannot be had for whatever reason: for a limit, unreadable and missing are the same.
    func bytes(at path: String) -> [UInt8]?
}
