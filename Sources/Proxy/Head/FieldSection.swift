// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The field lines of a head or of trailers, read strictly and in place. Storage is reused from message to message.
struct FieldSection {
    /// Fields in the order they came, as offsets from the first byte of the message.
    private(set) var fields: [Field] = []
    private var start = 0
    private var lineStart = 0
    /// Up to here there is no line feed: bytes are not looked at again when more arrive.
    private var scanned = 0

    enum Reading {
        case incomplete
        /// The offset behind the empty line.
        case complete(end: Int)
        case refused(MessageFault)
    }

    mutating func begin(at offset: Int) {
        fields.removeAll(keepingCapacity: true)
        start = offset
        lineStart = offset
        scanned = offset
    }

    /// Reads on in `bytes`, the message so far.
    mutating func read(_ bytes: UnsafeRawBufferPointer, limits: HeadLimits) -> Reading {
        while let feed = Bytes.lineFeed(in: bytes, from: scanned) {
            scanned = feed + 1
            let isReturn = feed > lineStart && bytes[feed - 1] == Bytes.carriageReturn
            if isReturn, feed == lineStart + 1 { return .complete(end: feed + 1) }
            // Sizes first: in pieces, a line may be found too long before anything else of it is known.
            guard feed - lineStart <= limits.field + 1, feed + 1 - start <= limits.fieldList else {
                return .refused(.fieldsTooLarge)
            }
            guard isReturn else { return .refused(.bareLineFeed) }
            guard fields.count < limits.fieldCount else { return .refused(.tooManyFields) }
            if let fault = readLine(bytes, lineStart..<(feed - 1)) { return .refused(fault) }
            lineStart = feed + 1
        }
        scanned = bytes.count
        let pending = bytes.count - lineStart
        // What has come of a line counts with the line's end that is yet to come, unless it may be the empty line.
        let mayEnd = pending == 0 || pending == 1 && bytes[lineStart] == Bytes.carriageReturn
        guard mayEnd || pending <= limits.field + 1 && bytes.count < limits.fieldList + start else {
            return .refused(.fieldsTooLarge)
        }
        return .incomplete
    }

    private mutating func readLine(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> MessageFault? {
        let first = bytes[line.lowerBound]
        guard first != Bytes.space, first != Bytes.tab else { return .foldedField }
        var colon = min(Bytes.endOfLetters(bytes, from: line.lowerBound), line.upperBound)
        var hasUnderscore = false
        while colon < line.upperBound, Bytes.isToken(bytes[colon]) {
            hasUnderscore = hasUnderscore || bytes[colon] == UInt8(ascii: "_")
            colon += 1
        }
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") else {
            return .badFieldName
        }
        let value = Bytes.trimmed(bytes, (colon + 1)..<line.upperBound)
        guard Bytes.areFieldValue(bytes, value) else { return .badFieldValue }
        let nameRange = line.lowerBound..<colon
        fields.append(
            Field(
                name: FieldName(bytes, nameRange, hasUnderscore: hasUnderscore),
                nameRange: nameRange,
                valueRange: value,
                lineEnd: line.upperBound + 2
            )
        )
        return nil
    }
}
