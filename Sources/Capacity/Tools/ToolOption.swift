// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An option of a tool's command line.
struct ToolOption {
    /// What the tool knows it by; long options are written `--name`.
    let name: String
    /// The letter of the short form.
    let letter: UInt8?
    let takesValue: Bool

    init(_ name: String, _ letter: Unicode.Scalar? = nil, takesValue: Bool = false) {
        self.name = name
        self.letter = letter.map { UInt8(ascii: $0) }
        self.takesValue = takesValue
    }

    static let help = ToolOption("help")
    static let version = ToolOption("version")
}
