// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The arguments of a system call by which a process gets writable memory, as the kernel numbers them on all its architectures.
package enum MemoryCall: Hashable, Sendable {
    case map(address: UInt64, size: UInt64, protection: UInt64, flags: UInt64)
    case protect(address: UInt64, size: UInt64)
    case remap(oldSize: UInt64, newSize: UInt64)

    private static let write: UInt64 = 0x2
    private static let privateMapping: UInt64 = 0x02
    private static let kindOfMapping: UInt64 = 0x0f
    private static let fixed: UInt64 = 0x10
    private static let anonymous: UInt64 = 0x20
    private static let noReserve: UInt64 = 0x4000
    /// MAP_LOCKED and MAP_POPULATE: the kernel touches all of it by this very call.
    private static let touchedAtOnce: UInt64 = 0x2000 | 0x8000
    private static let stack: UInt64 = 0x20000
    /// Of one that is mapped writable by one call: the libraries' own are reserved first.
    private static let largestStack = ByteCount.mebibytes(16)

    /// The size of a thread's stack that is only reserved by this call: the same thread makes most of it writable by its next.
    package var reservedStack: UInt64? {
        guard case .map(_, let size, let protection, let flags) = self, flags & Self.stack != 0 else { return nil }
        return protection & Self.write == 0 ? size : nil
    }

    /// What is asked for, and how much. `reservedStack` is the stack that the thread reserved before, if any, `limit` the
    /// container's memory limit. A mapping of a file is a reservation here: whether a shared one lies in memory, the caller has to look.
    package func asked(reservedStack: UInt64?, limit: ByteCount) -> (kind: MemoryRequest.Kind, size: ByteCount) {
        switch self {
        case .map(let address, let size, _, let flags):
            let isFixed = flags & (Self.fixed | Self.anonymous) == Self.fixed | Self.anonymous
            let bytes = ByteCount(bytes: Int64(clamping: isFixed ? Self.granted(address, size) : size))
            let isPrivate = flags & Self.kindOfMapping == Self.privateMapping
            if isPrivate && flags & Self.touchedAtOnce != 0 { return (.own, bytes) }
            if flags & Self.anonymous == 0 { return (.reservation, bytes) }
            let isStack = isPrivate && flags & Self.stack != 0 && bytes <= Self.largestStack
            if isStack { return (.stack, bytes) }
            // More than there can be, and marked as not to be reserved: sanitizers' shadows, collectors' address space.
            if flags & Self.noReserve != 0 && bytes > limit { return (.reservation, bytes) }
            return (isPrivate ? .own : .shared, bytes)
        case .protect(let address, let size):
            // Whole, but for its guard pages.
            let isStack = reservedStack.map { size <= $0 && size >= $0 / 2 } ?? false
            let bytes = isStack ? size : Self.granted(address, size)
            return (isStack ? .stack : .own, ByteCount(bytes: Int64(clamping: bytes)))
        case .remap(let oldSize, let newSize):
            return (.own, ByteCount(bytes: newSize > oldSize ? Int64(clamping: newSize - oldSize) : 0))
        }
    }

    /// What is granted to a request at an address of the program's choice: the rest of its block is not asked for any more.
    private static func granted(_ address: UInt64, _ size: UInt64) -> UInt64 {
        if size >= UInt64(LeaseRules.leastAsked) { return size }
        let block = UInt64(LeaseRules.block)
        let (end, overflow) = (address | (block - 1)).addingReportingOverflow(1)
        // The block that begins within it, if it is not the first byte that begins one.
        return overflow ? size : max(size, (address & (block - 1) == 0 ? end : end &+ block) &- address)
    }

    /// Small, private and nothing out of the ordinary: the limit of its process bounds it.
    package var small: ByteCount? {
        let size: UInt64
        switch self {
        case .map(let address, let length, _, let flags):
            guard flags & ~(Self.privateMapping | Self.anonymous | Self.fixed | Self.noReserve) == 0 else { return nil }
            size = flags & Self.fixed != 0 ? Self.granted(address, length) : length
        case .protect(let address, let length): size = Self.granted(address, length)
        case .remap: return nil
        }
        return size <= UInt64(2 * LeaseRules.block) ? ByteCount(bytes: Int64(clamping: size)) : nil
    }

    /// A mapping of a file, which may be a device of zeroes.
    package var isOfFile: Bool {
        guard case .map(_, _, _, let flags) = self else { return false }
        return flags & Self.anonymous == 0
    }

    /// The same of a device of zeroes: memory as any other.
    package var anonymous: MemoryCall {
        guard case .map(let address, let size, let protection, let flags) = self else { return self }
        return .map(address: address, size: size, protection: protection, flags: flags | Self.anonymous)
    }

    /// A shared mapping of a file, which may lie in memory (`/dev/shm`).
    package var isSharedFile: Bool {
        guard case .map(_, _, _, let flags) = self else { return false }
        return flags & Self.anonymous == 0 && flags & Self.kindOfMapping != Self.privateMapping
    }

    /// The addresses that may be writable already, so that less is needed than was asked for; nil where none can be.
    package var replaced: Range<UInt64>? {
        let address: UInt64
        let size: UInt64
        switch self {
        case .map(let place, let length, _, let flags) where flags & Self.fixed != 0:
            (address, size) = (place, Self.granted(place, length))
        case .protect(let place, let length): (address, size) = (place, Self.granted(place, length))
        case .map, .remap: return nil
        }
        let (end, overflow) = address.addingReportingOverflow(size)
        return address..<(overflow ? .max : end)
    }
}
