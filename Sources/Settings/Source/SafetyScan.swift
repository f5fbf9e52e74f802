// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Looks at a file's text before it is parsed, for what would make parsing itself costly.
///
/// It may count too much, never too little: it knows nothing of quotes. Real files stay far below its bounds, and what it lets through
/// is judged exactly afterwards.
enum SafetyScan {
    /// Bounds the values a file can hold: 1 MiB of `a,a,a` would become hundreds of megabytes of nodes.
    static let mostSeparators = 50_000
    /// So few aliases cannot multiply into much.
    static let mostAliases = 8

    static func check(_ source: SourceText) throws(SourceFailure) {
        let bytes = Array(source.text.utf8)
        if let nul = bytes.firstIndex(of: 0) {
            throw SourceFailure(
                "invalid-yaml",
                at: place(of: nul, in: bytes),
                "invalid YAML: the file holds a NUL byte"
            )
        }
        try checkSeparators(bytes)
        try checkAliases(bytes)
    }

    private static func checkSeparators(_ bytes: [UInt8]) throws(SourceFailure) {
        var separators = 0
        var isAtLineStart = true
        var isComment = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                isAtLineStart = true
                isComment = false
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                break
            case UInt8(ascii: "#"):
                if isAtLineStart { isComment = true }
                isAtLineStart = false
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "{"),
                UInt8(ascii: "?"):
                isAtLineStart = false
                if !isComment { separators += 1 }
            default:
                isAtLineStart = false
            }
        }
        if separators > mostSeparators {
            throw SourceFailure(
                "file-too-large",
                "the file holds too many values: more than \(mostSeparators)",
                hint: "settings files are small; is this the right file?"
            )
        }
    }

    private static func checkAliases(_ bytes: [UInt8]) throws(SourceFailure) {
        let anchors = Set(names(after: UInt8(ascii: "&"), in: bytes).map(\.name))
        let aliases = names(after: UInt8(ascii: "*"), in: bytes).filter { anchors.contains($0.name) }
        if aliases.count > mostAliases, let first = aliases.first {
            throw .aliases(at: place(of: first.offset, in: bytes))
        }
    }

    private static func names(after sign: UInt8, in bytes: [UInt8]) -> [(name: ArraySlice<UInt8>, offset: Int)] {
        var names: [(ArraySlice<UInt8>, Int)] = []
        var index = 0
        while let found = bytes[index...].firstIndex(of: sign) {
            let name = bytes[(found + 1)...].prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            if !name.isEmpty { names.append((name, found)) }
            index = name.endIndex
        }
        return names
    }

    private static func place(of offset: Int, in bytes: [UInt8]) -> Place {
        let before = bytes[..<offset]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return .file(
            line: line,
            column: String(decoding: bytes[lineStart..<offset], as: UTF8.self).unicodeScalars.count + 1
        )
    }
}

extension SourceFailure {
    /// Aliases are refused as a whole: they can make a small file huge.
    static func aliases(at place: Place) -> SourceFailure {
        SourceFailure(
            "alias-refused",
            at: place,
            "anchors and aliases (& and *) are not supported",
            hint: "write the value out, or quote it if it is meant as text"
        )
    }
}
