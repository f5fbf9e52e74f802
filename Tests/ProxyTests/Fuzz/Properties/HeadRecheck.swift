// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@testable import Proxy

/// A second reading of a head that was accepted: slow, plain, by RFC 9110 and RFC 9112, and sharing nothing with the reader it judges.
struct HeadRecheck {
    struct Line {
        let name: String
        let value: [UInt8]
        let nameRange: Range<Int>
        let valueRange: Range<Int>
        let range: Range<Int>
    }

    let startLine: [UInt8]
    let fields: [Line]
    private let length: Int

    private static let token = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    /// - Parameter hasStartLine: false: it is the trailers of a chunked body.
    init(_ bytes: [UInt8], hasStartLine: Bool = true) throws(Violation) {
        var ranges: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0A:
                try Violation.unless(index > start && bytes[index - 1] == 0x0D, "a bare line feed at \(index)")
                ranges.append(start..<(index - 1))
                start = index + 1
            case 0x0D:
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                try Violation.unless(next == 0x0A, "a bare carriage return at \(index)")
            case 0x09: break
            case 0x00..<0x20, 0x7F: throw Violation(description: "the control byte \(byte) at \(index)")
            default: break
            }
        }
        try Violation.unless(start == bytes.count, "it does not end with a line's end")
        try Violation.unless(ranges.last?.isEmpty == true, "no empty line ends it")
        ranges.removeLast()
        try Violation.unless(ranges.allSatisfy { !$0.isEmpty }, "there is more behind the empty line")
        startLine = hasStartLine ? Array(bytes[ranges.isEmpty ? 0..<0 : ranges.removeFirst()]) : []
        var fields: [Line] = []
        for range in ranges { fields.append(try Self.field(bytes, range)) }
        self.fields = fields
        length = bytes.count
    }

    private static func field(_ bytes: [UInt8], _ range: Range<Int>) throws(Violation) -> Line {
        let text = bytes[range]
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            throw Violation(description: "the line at \(range) has no colon")
        }
        let name = text[..<colon]
        try Violation.unless(!name.isEmpty && name.allSatisfy(token.contains), "the name at \(range) is no token")
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let value = text[(colon + 1)...].drop(while: isBlank)
        let last = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
        return Line(
            name: String(decoding: name, as: UTF8.self).lowercased(),
            value: Array(bytes[value.startIndex..<last]),
            nameRange: range.lowerBound..<colon,
            valueRange: value.startIndex..<last,
            range: range.lowerBound..<(range.upperBound + 2)
        )
    }

    func values(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    // MARK: What was made of it

    func checkLimits(_ limits: HeadLimits) throws(Violation) {
        try Violation.unless(startLine.count <= limits.startLine, "its first line is too long")
        try checkFieldLimits(limits)
    }

    func checkFieldLimits(_ limits: HeadLimits) throws(Violation) {
        try Violation.unless(fields.count <= limits.fieldCount, "it has too many fields")
        try Violation.unless(fields.allSatisfy { $0.range.count - 2 <= limits.field }, "a field is too long")
        let size = fields.reduce(0) { $0 + $1.range.count }
        try Violation.unless(size <= limits.fieldList, "its fields are too long")
    }

    func checkOffsets(_ picture: HeadPicture) throws(Violation) {
        try Violation.unless(picture.names == fields.map(\.nameRange), "names are elsewhere")
        try Violation.unless(picture.lines == fields.map(\.range), "lines are elsewhere")
        for (seen, field) in zip(picture.values, fields) {
            // Where in a run of blanks an empty value stands does not matter.
            let isSame = seen == field.valueRange || seen.isEmpty && field.valueRange.isEmpty
            try Violation.unless(isSame && seen.upperBound <= length, "the value of \(field.name) is elsewhere")
        }
        for part in picture.parts {
            try Violation.unless(part.upperBound <= startLine.count, "a part is not in the first line")
        }
    }

    /// What the fields say of the body's length. Nil: nothing.
    func framing(_ version: MessageVersion) throws(Violation) -> BodyFraming? {
        let codings = values("transfer-encoding")
        let lengths = values("content-length")
        try Violation.unless(codings.isEmpty || lengths.isEmpty, "it has a length and a coding")
        try Violation.unless(codings.count <= 1 && lengths.count <= 1, "it has several lengths or codings")
        if let coding = codings.first {
            try Violation.unless(coding.lowercased() == "chunked", "its coding is \(coding)")
            try Violation.unless(version == .http11, "an HTTP/1.0 message has a coding")
            return .chunked
        }
        guard let length = lengths.first else { return nil }
        guard length.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(length) else {
            throw Violation(description: "its length is \(length)")
        }
        return number == 0 ? BodyFraming.none : .length(number)
    }
}
