// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Sets aside keys that stand a second time in one block, so that the rest of the file can still be read.
///
/// The YAML package stops at the first such key and says only where it stood first; the second is looked for among the lines.
struct DuplicateKeys {
    /// No file has more by mistake, and each costs another reading of the file.
    private static let most = 8
    private static let largestText = 64 << 10
    /// Stands in for the first letter of a key set aside; from Unicode's private use area, so that no key begins with it.
    private static let firstMark: UInt32 = 0xE000

    /// Every key set aside, as a mistake at its place.
    private(set) var failures: [SourceFailure] = []
    /// The text in which they are set aside; all places are those of the file.
    private(set) var text: SourceText

    init(_ text: SourceText) {
        self.text = text
    }

    static func isSetAside(_ key: String) -> Bool {
        key.unicodeScalars.first.map { (firstMark..<(firstMark + UInt32(most))).contains($0.value) } ?? false
    }

    /// - Parameters line, column: where the key stands first.
    /// - Returns: whether its second place was found.
    mutating func setAside(_ key: String, line: Int, column: Int) -> Bool {
        guard failures.count < Self.most, text.text.utf8.count <= Self.largestText,
            let second = secondLine(of: key, line: line, column: column),
            let mark = Unicode.Scalar(Self.firstMark + UInt32(failures.count))
        else { return false }
        failures.append(
            SourceFailure(
                "duplicate-key",
                at: .file(line: second, column: column),
                "'\(key.shortened)' is given twice in this block: also on line \(line)",
                hint: "keep one of them"
            )
        )
        text = text.replacingScalar(line: second, column: column, with: mark)
        return true
    }

    /// The next line of the same block that begins with the key. Nil where the block is not written one key a line.
    private func secondLine(of key: String, line: Int, column: Int) -> Int? {
        var number = line
        while let content = text.line(number + 1) {
            number += 1
            let indentation = content.unicodeScalars.prefix { $0 == " " }.count
            let rest = String(content.unicodeScalars.dropFirst(indentation))
            if rest.isEmpty || rest.hasPrefix("#") || indentation >= column { continue }
            guard indentation == column - 1 else { return nil }
            if rest.hasPrefix(key + ":") { return number }
        }
        return nil
    }
}

extension SourceText {
    /// The same text with one scalar replaced; the line must have it.
    func replacingScalar(line: Int, column: Int, with scalar: Unicode.Scalar) -> SourceText {
        guard let content = self.line(line) else { return self }
        let scalars = content.unicodeScalars
        guard let index = scalars.index(scalars.startIndex, offsetBy: column - 1, limitedBy: scalars.endIndex),
            index < scalars.endIndex
        else { return self }
        var changed = String.UnicodeScalarView(text.unicodeScalars[..<index])
        changed.append(scalar)
        changed.append(contentsOf: text.unicodeScalars[scalars.index(after: index)...])
        return SourceText(String(changed))
    }
}
