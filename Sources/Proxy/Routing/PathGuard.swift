// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Decides which service a target reaches, and refuses it where a worker that decodes and normalises it would see another one's path.
///
/// What passes goes on byte for byte: `%2F` stays `%2F`.
package enum PathGuard {
    package enum Decision {
        /// - Parameter pathLength: the bytes before the query.
        case passes(Route?, pathLength: Int)
        case ambiguous
    }

    /// Deeper nested escapes are nobody's file name.
    private static let mostDecodings = 4

    /// - Parameters:
    ///   - target: path and query as they came.
    ///   - host: as it came. Nil: there is none.
    package static func decide(
        _ target: UnsafeRawBufferPointer,
        _ table: RoutingTable,
        host: UnsafeRawBufferPointer? = nil
    ) -> Decision {
        var length = 0
        var isPlain = true
        var previous: UInt8 = 0
        while length < target.count, target[length] != UInt8(ascii: "?") {
            let byte = target[length]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") { isPlain = false }
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { isPlain = false }
            previous = byte
            length += 1
        }
        let path = UnsafeRawBufferPointer(rebasing: target[..<length])
        let route = table.route(forPath: path, host: host)
        guard isPlain || leads(path, to: route, table, host) else { return .ambiguous }
        return .passes(route, pathLength: length)
    }

    /// Whether every way in which a worker may read `path` leads to the same service.
    private static func leads(
        _ path: UnsafeRawBufferPointer,
        to route: Route?,
        _ table: RoutingTable,
        _ host: UnsafeRawBufferPointer?
    ) -> Bool {
        var reading = Array(path)
        for decodings in 0...mostDecodings {
            for habits in ReaderHabits.all {
                let normal = normalised(reading, by: habits)
                guard normal.withUnsafeBytes({ table.route(forPath: $0, host: host) }) === route else { return false }
            }
            guard reading.contains(UInt8(ascii: "%")) else { return true }
            guard let next = decoded(reading) else {
                // A percent sign that was itself escaped may stand alone; one in what the client sent may not.
                return decodings > 0
            }
            guard isUnambiguous(next) else { return false }
            reading = next
        }
        return false
    }

    /// Nil: there is a percent sign without two hexadecimal digits.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = Character(UnicodeScalar(bytes[index + 1])).hexDigitValue,
                let low = Character(UnicodeScalar(bytes[index + 2])).hexDigitValue
            else { return nil }
            result.append(UInt8(high << 4 | low))
            index += 3
        }
        return result
    }

    /// No NUL, which ends a path for some, and no overlong UTF-8, which is a slash or a dot for some.
    private static func isUnambiguous(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices {
            let isBeforeLow = index + 1 < bytes.count && (0x80...0x9F).contains(bytes[index + 1])
            let isBeforeAny = index + 1 < bytes.count && (0x80...0xBF).contains(bytes[index + 1])
            switch bytes[index] {
            case 0: return false
            case 0xC0, 0xC1: if isBeforeAny { return false }
            case 0xE0: if isBeforeLow { return false }
            case 0xF0: if isBeforeLow && bytes[index + 1] < 0x90 { return false }
            default: break
            }
        }
        return true
    }

    private static func normalised(_ bytes: [UInt8], by habits: ReaderHabits) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let turned = habits.contains(.turnsBackslashes) ? bytes.map { $0 == UInt8(ascii: "\\") ? slash : $0 } : bytes
        var segments: [ArraySlice<UInt8>] = []
        let parts = turned.split(separator: slash, omittingEmptySubsequences: false).dropFirst()
        for (offset, part) in parts.enumerated() {
            let isLast = offset == parts.count - 1
            let name = habits.contains(.cutsParameters) ? part.prefix { $0 != UInt8(ascii: ";") } : part
            let isDot = name.elementsEqual([UInt8(ascii: ".")])
            let isDotDot = name.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")])
            if isDotDot { _ = segments.popLast() }
            if isDot || isDotDot {
                if isLast { segments.append([]) }
            } else if !part.isEmpty || isLast || !habits.contains(.mergesSlashes) {
                segments.append(part)
            }
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for segment in segments {
            result.append(slash)
            result.append(contentsOf: segment)
        }
        return result.isEmpty ? [slash] : result
    }
}
