// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the documentation says of a key.
struct KeyReference: Hashable {
    var type: String
    /// As the user would write it; empty: none.
    var defaultText: String
    var meaning: String
    /// Nil: in force. Otherwise the key is read and checked, and what waits for it is named here.
    var waitsFor: String?

    init(_ type: String, default defaultText: String = "", _ meaning: String, waitsFor: String? = nil) {
        self.type = type
        self.defaultText = defaultText
        self.meaning = meaning
        self.waitsFor = waitsFor
    }
}
