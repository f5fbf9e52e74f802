// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads a head the way the strictest reader would: a second opinion, written without a look at the proxy's own reader.
struct StrictFields {
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    var startLine = ""
    var fields: [(name: String, value: String)] = []

    /// Nil: the head is not whole yet.
    static func read(_ bytes: ArraySlice<UInt8>) throws -> (head: StrictFields, end: Int)? {
        var result = StrictFields()
        var index = bytes.startIndex
        var isFirst = true
        while let feed = bytes[index...].firstIndex(of: 0x0A) {
            guard feed > index, bytes[feed - 1] == 0x0D else { throw Violation(description: "a bare line feed") }
            let line = bytes[index..<(feed - 1)]
            guard !line.contains(0x0D), !line.contains(0) else { throw Violation(description: "a control byte") }
            index = feed + 1
            if isFirst {
                result.startLine = String(decoding: line, as: UTF8.self)
                isFirst = false
            } else if line.isEmpty {
                return (result, index)
            } else {
                result.fields.append(try field(line))
            }
        }
        return nil
    }

    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The body's length; nil: it is chunked or there is none told.
    func length() throws -> Int? {
        let lengths = values("content-length")
        let codings = values("transfer-encoding")
        guard lengths.count + codings.count <= 1 else { throw Violation(description: "framed twice") }
        guard codings.allSatisfy({ $0 == "chunked" }) else { throw Violation(description: "coded \(codings)") }
        guard let length = lengths.first else { return nil }
        guard let number = Int(length), String(number) == length else {
            throw Violation(description: "the length \(length)")
        }
        return number
    }

    private static func field(_ line: ArraySlice<UInt8>) throws -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
            throw Violation(description: "a field without a name")
        }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        let token = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        guard name.allSatisfy(token.contains) else { throw Violation(description: "the field name \(name)") }
        var value = line[(colon + 1)...]
        while let first = value.first, first == 0x20 || first == 0x09 { value = value.dropFirst() }
        while let last = value.last, last == 0x20 || last == 0x09 { value = value.dropLast() }
        guard value.allSatisfy({ ($0 >= 0x20 || $0 == 0x09) && $0 != 0x7F }) else {
            throw Violation(description: "the value of \(name)")
        }
        return (name, String(decoding: value, as: UTF8.self))
    }

    /// A chunked body from `start`. Nil: it is not whole yet.
    static func chunkedBody(
        _ bytes: ArraySlice<UInt8>,
        from start: Int
    ) throws -> (body: [UInt8], trailers: [(name: String, value: String)], end: Int)? {
        var body: [UInt8] = []
        var index = start
        while true {
            guard let feed = bytes[index...].firstIndex(of: 0x0A) else { return nil }
            let digits = String(decoding: bytes[index..<max(index, feed - 1)], as: UTF8.self)
            guard feed > index, bytes[feed - 1] == 0x0D, let size = Int(digits, radix: 16),
                digits.allSatisfy(\.isHexDigit)
            else { throw Violation(description: "the chunk size \(digits.debugDescription)") }
            index = feed + 1
            if size == 0 {
                // The trailers are fields behind a start line, for a reader of heads.
                let padded = ArraySlice(Array("x\r\n".utf8) + bytes[index...])
                guard let (head, end) = try read(padded) else { return nil }
                return (body, head.fields, index + end - 3)
            }
            guard bytes.endIndex - index >= size + 2 else { return nil }
            body += bytes[index..<(index + size)]
            guard bytes[index + size] == 0x0D, bytes[index + size + 1] == 0x0A else {
                throw Violation(description: "a chunk that does not end")
            }
            index += size + 2
        }
    }
}
