// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One field line, as offsets from the first byte of its message.
struct Field {
    let name: FieldName
    private let nameStart: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let valueEnd: UInt32
    private let lineEnd: UInt32

    init(name: FieldName, nameRange: Range<Int>, valueRange: Range<Int>, lineEnd: Int) {
        self.name = name
        nameStart = UInt32(truncatingIfNeeded: nameRange.lowerBound)
        nameEnd = UInt32(truncatingIfNeeded: nameRange.upperBound)
        valueStart = UInt32(truncatingIfNeeded: valueRange.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: valueRange.upperBound)
        self.lineEnd = UInt32(truncatingIfNeeded: lineEnd)
    }

    var nameRange: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// Without the spaces around it.
    var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    /// The whole line with its CR LF.
    var line: Range<Int> { Int(nameStart)..<Int(lineEnd) }
}
