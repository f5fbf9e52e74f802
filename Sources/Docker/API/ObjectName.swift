// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// A container's or network's name, known to be safe in a path and acceptable to Docker.
struct ObjectName: Hashable, Sendable {
    let text: String

    /// - Parameter kind: what it names, for the error.
    init(_ text: String, kind: String) throws(EngineError) {
        let bytes = text.utf8
        guard bytes.count >= 2, bytes.count <= 128, let first = bytes.first, first.isAlphanumeric,
            bytes.allSatisfy({
                $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            })
        else {
            throw EngineError(
                .invalidSpec,
                "'\(text.prefix(128).description.singleLine)' cannot be a \(kind)'s name in Docker: it takes two or more of "
                    + "a-z A-Z 0-9 _ . - and begins with a letter or digit"
            )
        }
        self.text = text
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
