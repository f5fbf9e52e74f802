// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Splits a command line into words as a shell does, without running or expanding anything.
enum ShellWords {
    /// Nil where a quote is left open or a backslash ends the line.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word = ""
        var isInWord = false
        var quote: Unicode.Scalar?
        var scalars = line.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch (scalar, quote) {
            case ("'", "'"?), ("\"", "\""?):
                quote = nil
            case ("\\", nil), ("\\", "\""?):
                guard let next = scalars.next() else { return nil }
                // In double quotes a backslash protects only what would mean something there.
                if quote != nil, next != "\"", next != "\\", next != "$", next != "`" {
                    word.unicodeScalars.append(scalar)
                }
                word.unicodeScalars.append(next)
                isInWord = true
            case (_, _?):
                word.unicodeScalars.append(scalar)
            case ("'", nil), ("\"", nil):
                quote = scalar
                isInWord = true
            case (" ", nil), ("\t", nil), ("\n", nil):
                if isInWord { words.append(word) }
                word = ""
                isInWord = false
            case (_, nil):
                word.unicodeScalars.append(scalar)
                isInWord = true
            }
        }
        if isInWord { words.append(word) }
        return quote == nil ? words : nil
    }
}
