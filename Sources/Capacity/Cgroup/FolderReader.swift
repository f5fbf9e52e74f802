// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads files, and tells which folders lie in a folder.
package protocol FolderReader: FileReader {
    /// Their names, in no order; nil when they cannot be had.
    func folders(in path: String) -> [String]?
}
