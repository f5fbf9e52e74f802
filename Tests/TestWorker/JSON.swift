// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Writes the little JSON that the worker answers with.
enum JSON {
    static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { text($0.0) + ":" + $0.1 }.joined(separator: ",") + "}\n"
    }

    static func text(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
