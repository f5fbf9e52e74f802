// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// An object's id known to be safe in a path: 12 to 64 hexadecimal digits.
struct ContainerID: Hashable, Sendable {
    let text: String

    /// Nil: it is no id, whoever sent it.
    init?(_ text: String?) {
        guard let text, (12...64).contains(text.utf8.count), text.utf8.allSatisfy({ $0.isHexDigit }) else { return nil }
        self.text = text
    }

    var worker: WorkerID { WorkerID(text) }
    /// As `docker ps` shows it.
    var short: String { String(text.prefix(12)) }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
