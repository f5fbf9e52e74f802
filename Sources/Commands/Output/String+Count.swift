// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension String {
    /// `1 service`, `2 services`: of a word that takes an s.
    init(count: Int, of word: String) {
        self = "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}
