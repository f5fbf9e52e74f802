// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How much of a memory limit is kept away from the program, for what is charged to it but is no data of its own: page
/// tables, sockets, the cached part of its code.
package enum GuardReserve: Hashable, Sendable {
    /// The larger of 16 MiB and 5 % of the limit.
    case usual
    case size(ByteCount)
    /// A share of the limit, in whole percent below 100.
    case percent(Int64)

    /// Reads `32m` or `10%`. A number without a unit is neither, but for 0: `10` is meant as anything but ten bytes.
    package init?(parsing text: String) {
        guard text.utf8.last == UInt8(ascii: "%") else {
            guard let size = ByteCount(parsing: text) else { return nil }
            let hasUnit = text.utf8.last.map { $0 > UInt8(ascii: "9") } ?? false
            if !hasUnit && size > .zero { return nil }
            self = .size(size)
            return
        }
        guard let percent = KernelText.number(Array(text.utf8).dropLast()), percent < 100 else { return nil }
        self = .percent(percent)
    }

    func size(of limit: ByteCount) -> ByteCount {
        switch self {
        case .usual: max(.mebibytes(16), Self.percent(5).size(of: limit))
        case .size(let size): size
        // Divided first: a limit may be near the largest number there is.
        case .percent(let percent): ByteCount(bytes: limit.bytes / 100 * percent + limit.bytes % 100 * percent / 100)
        }
    }
}
