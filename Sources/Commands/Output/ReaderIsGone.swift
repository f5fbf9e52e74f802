// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Nobody reads what is printed any more. The command ends without a word: whoever stopped reading has seen enough.
package struct ReaderIsGone: Error {
    package init() {}
}
