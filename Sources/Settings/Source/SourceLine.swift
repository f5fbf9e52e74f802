// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Makes a line of a settings file fit to be shown on a terminal or in a log.
enum SourceLine {
    private static let secretKeys = ["bearer_token", "auth_token"]

    /// Every scalar keeps its column: what must not be seen is replaced, one for one.
    static func shown(_ line: Substring) -> String {
        var scalars = Array(line.unicodeScalars)
        for key in secretKeys { mask(key, in: &scalars) }
        var shown = ""
        for scalar in scalars {
            let isControl = scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
            // Bidirectional overrides could make a line look like another one.
            let turnsText = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            shown.unicodeScalars.append(isControl || turnsText ? "?" : scalar)
        }
        return shown
    }

    private static func mask(_ key: String, in scalars: inout [Unicode.Scalar]) {
        let key = Array(key.unicodeScalars)
        var index = 0
        while index + key.count < scalars.count {
            guard scalars[index..<index + key.count].elementsEqual(key) else {
                index += 1
                continue
            }
            index += key.count
            if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
            while index < scalars.count, scalars[index] == " " { index += 1 }
            guard index < scalars.count, scalars[index] == ":" || scalars[index] == "=" else { continue }
            index += 1
            while index < scalars.count, scalars[index] == " " { index += 1 }
            index = maskValue(from: index, in: &scalars)
        }
    }

    /// - Returns: where the value ends.
    private static func maskValue(from start: Int, in scalars: inout [Unicode.Scalar]) -> Int {
        guard start < scalars.count else { return start }
        var index = start
        let quote = scalars[start] == "\"" || scalars[start] == "'" ? scalars[start] : nil
        if quote != nil { index += 1 }
        // A reference names a variable; the token itself is not in the file.
        let isReference = scalars[index...].starts(with: "${".unicodeScalars)
        while index < scalars.count {
            let scalar = scalars[index]
            if let quote {
                if scalar == quote { return index + 1 }
            } else if scalar == "," || scalar == "}" && !isReference {
                return index
            }
            if !isReference { scalars[index] = "*" }
            index += 1
        }
        return index
    }
}
