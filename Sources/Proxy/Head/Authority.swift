// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The authority of a target: host and port.
enum Authority {
    /// Whether the range is a host name or an address in brackets, with or without a port: nothing that two readers could read differently.
    static func isWellFormed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 300 else { return false }
        var index = range.lowerBound
        if bytes[index] == UInt8(ascii: "[") {
            index += 1
            while index < range.upperBound, isAddress(bytes[index]) { index += 1 }
            guard index < range.upperBound, bytes[index] == UInt8(ascii: "]"), index > range.lowerBound + 2 else {
                return false
            }
            index += 1
        } else {
            while index < range.upperBound, isName(bytes[index]) { index += 1 }
            guard index > range.lowerBound else { return false }
        }
        if index == range.upperBound { return true }
        guard bytes[index] == UInt8(ascii: ":"), range.upperBound - index <= 6 else { return false }
        index += 1
        while index < range.upperBound, Bytes.isDigit(bytes[index]) { index += 1 }
        return index == range.upperBound
    }

    /// The authority in `http://authority/path`. Nil: it is no such target.
    static func ofAbsoluteForm(_ bytes: UnsafeRawBufferPointer, _ target: Range<Int>) -> Range<Int>? {
        let start: Int
        if hasPrefix(bytes, target, "http://") {
            start = target.lowerBound + 7
        } else if hasPrefix(bytes, target, "https://") {
            start = target.lowerBound + 8
        } else {
            return nil
        }
        var end = start
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        return isWellFormed(bytes, start..<end) ? start..<end : nil
    }

    /// The host of an authority, in lower case: without port, brackets, and the dot that a full name may end with.
    static func name(in authority: UnsafeRawBufferPointer) -> String {
        var name = authority[...]
        if name.first == UInt8(ascii: "["), let end = name.firstIndex(of: UInt8(ascii: "]")) {
            name = name[1..<end]
        } else {
            name = name.prefix { $0 != UInt8(ascii: ":") }
            if name.count > 1, name.last == UInt8(ascii: ".") { name.removeLast() }
        }
        return String(decoding: name.map { Bytes.lowercased($0) }, as: UTF8.self)
    }

    /// Whether a name without port and brackets is an IP address.
    static func isAddress(_ name: String) -> Bool {
        var address = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1
    }

    private static func hasPrefix(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return range.count > length && Bytes.equal(bytes, range.lowerBound..<(range.lowerBound + length), text)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func isAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
