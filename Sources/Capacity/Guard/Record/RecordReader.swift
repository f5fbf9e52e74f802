// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Goes through the bytes of a record, piece by piece.
struct RecordReader {
    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    /// Whether `literal` comes next; then it is taken.
    mutating func take(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard bytes.count - next >= length else { return false }
        for index in 0..<length where bytes[next + index] != literal.utf8Start[index] { return false }
        next += length
        return true
    }

    /// The text up to the next quote, or up to something that does not belong into one.
    mutating func word() -> String {
        let start = next
        while next < bytes.count, GuardRecord.isHarmless(bytes[next]) { next += 1 }
        return String(decoding: bytes[start..<next], as: UTF8.self)
    }

    /// Digits alone, as many as fit.
    mutating func number() -> Int64? {
        let start = next
        while next < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[next]) { next += 1 }
        guard next - start <= 18 || next - start == 19 && bytes[start] < UInt8(ascii: "9") else { return nil }
        return KernelText.number(bytes[start..<next])
    }

    /// Nil: it is neither.
    mutating func numberOrNull() -> Int64?? {
        if take("null") { return .some(nil) }
        return number().map { .some($0) }
    }

    var onlyBlanksAreLeft: Bool {
        bytes[next...].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }
}
