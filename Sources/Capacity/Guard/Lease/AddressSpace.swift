// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `/proc/PID/maps` tells of a process.
package struct AddressSpace: Sendable {
    private let text: [UInt8]

    package init(_ text: [UInt8]) {
        self.text = text
    }

    /// How many of these bytes are writable already, and private unless `sharedToo`.
    package func writable(in range: Range<UInt64>, sharedToo: Bool = false) -> ByteCount {
        sum { $0.isWritable && (sharedToo || !$0.isShared) ? Self.size($0.addresses.clamped(to: range)) : .zero }
    }

    /// What of the rest of them is in memory already.
    /// - Parameter touched: what is in memory of some addresses, which are private or not.
    package func touched(
        besideWritableIn range: Range<UInt64>,
        sharedToo: Bool = false,
        _ touched: (Range<UInt64>, _ arePrivate: Bool) -> ByteCount
    ) -> ByteCount {
        sum { area in
            let common = area.addresses.clamped(to: range)
            let isAskedFor = !area.isWritable && !common.isEmpty && (sharedToo || !area.isShared)
            return isAskedFor ? touched(common, !area.isShared) : .zero
        }
    }

    /// What it may write to and others see: shared memory, and files mapped so.
    package var sharedAndWritable: ByteCount {
        sum { $0.isShared && $0.isWritable ? Self.size($0.addresses) : .zero }
    }

    /// Where the heap that `brk` moves ends; nil where there is none yet.
    package var heapEnd: UInt64? {
        for line in KernelText.lines(text) where line.suffix(6).elementsEqual("[heap]".utf8) {
            return Self.area(line)?.addresses.upperBound
        }
        return nil
    }

    private struct Area {
        let addresses: Range<UInt64>
        let isWritable: Bool
        let isShared: Bool
    }

    private func sum(_ part: (Area) -> ByteCount) -> ByteCount {
        var sum = ByteCount.zero
        for line in KernelText.lines(text) {
            if let area = Self.area(line) { sum = sum + part(area) }
        }
        return sum
    }

    private static func size(_ addresses: Range<UInt64>) -> ByteCount {
        ByteCount(bytes: Int64(clamping: addresses.upperBound - addresses.lowerBound))
    }

    private static func area(_ line: ArraySlice<UInt8>) -> Area? {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard fields.count >= 2, fields[1].count == 4 else { return nil }
        let ends = fields[0].split(separator: UInt8(ascii: "-"))
        guard ends.count == 2, let first = hexadecimal(ends[0]), let last = hexadecimal(ends[1]), first <= last else {
            return nil
        }
        let rights = Array(fields[1])
        return Area(
            addresses: first..<last,
            isWritable: rights[1] == UInt8(ascii: "w"),
            isShared: rights[3] == UInt8(ascii: "s")
        )
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
