// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `/proc/PID/maps` tells of a process.
package struct AddressSpace: Sendable {
    private let text: [UInt8]

    package init(_ text: [UInt8]) {
        self.text = text
    }

    /// How many of these bytes are private and writable already.
    package func writable(in range: Range<UInt64>) -> ByteCount {
        var sum: UInt64 = 0
        for line in KernelText.lines(text) {
            guard let area = Self.area(line), area.isPrivateAndWritable else { continue }
            let common = area.addresses.clamped(to: range)
            sum += UInt64(common.count)
        }
        return ByteCount(bytes: Int64(clamping: sum))
    }

    /// Where the heap that `brk` moves ends; nil where there is none yet.
    package var heapEnd: UInt64? {
        for line in KernelText.lines(text) where line.suffix(6).elementsEqual("[heap]".utf8) {
            return Self.area(line)?.addresses.upperBound
        }
        return nil
    }

    private static func area(_ line: ArraySlice<UInt8>) -> (addresses: Range<UInt64>, isPrivateAndWritable: Bool)? {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard fields.count >= 2, fields[1].count == 4 else { return nil }
        let ends = fields[0].split(separator: UInt8(ascii: "-"))
        guard ends.count == 2, let first = hexadecimal(ends[0]), let last = hexadecimal(ends[1]), first <= last else {
            return nil
        }
        let rights = Array(fields[1])
        return (first..<last, rights[1] == UInt8(ascii: "w") && rights[3] == UInt8(ascii: "p"))
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
