// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The arguments of a system call by which a process gets writable memory, as the kernel numbers them on all its architectures.
package enum MemoryCall: Hashable, Sendable {
    case map(address: UInt64, size: UInt64, protection: UInt64, flags: UInt64)
    case protect(address: UInt64, size: UInt64)
    case remap(oldSize: UInt64, newSize: UInt64)

    private static let write: UInt64 = 0x2
    private static let execute: UInt64 = 0x4
    private static let privateMapping: UInt64 = 0x02
    private static let kindOfMapping: UInt64 = 0x0f
    private static let fixed: UInt64 = 0x10
    private static let anonymous: UInt64 = 0x20
    private static let noReserve: UInt64 = 0x4000
    /// MAP_LOCKED and MAP_POPULATE: the kernel touches all of it by this very call.
    private static let touchedAtOnce: UInt64 = 0x2000 | 0x8000
    private static let stack: UInt64 = 0x20000
    /// MAP_HUGETLB: of a pool of the machine's own, which no container is charged for (hugetlbpage.rst).
    private static let hugePages: UInt64 = 0x40000
    /// Of one that is mapped writable by one call: the libraries' own are reserved first.
    private static let largestStack = ByteCount.mebibytes(16)
    /// The least part of a sanitizer's shadow is 256 MiB.
    private static let leastShadow = ByteCount.mebibytes(64)
    /// More than an allocator maps at a place it likes; and, at no place, what JavaScriptCore reserves for its structures.
    private static let leastSpaceAtItsPlace = ByteCount.mebibytes(2 << 10)
    private static let leastSpace = ByteCount.mebibytes(8 << 10)

    /// The size of a thread's stack that is only reserved by this call: the same thread makes most of it writable by its next.
    package var reservedStack: UInt64? {
        guard case .map(_, let size, let protection, let flags) = self, flags & Self.stack != 0 else { return nil }
        return protection & Self.write == 0 ? size : nil
    }

    /// What is asked for, and how much. `reservedStack` is the stack that the thread reserved before, if any, `budget` what
    /// may be in use of the container's memory. A mapping of a file is a reservation here: whether a shared one lies in memory, the caller has to look.
    package func asked(reservedStack: UInt64?, budget: ByteCount) -> (kind: MemoryRequest.Kind, size: ByteCount) {
        switch self {
        case .map(let address, let size, let protection, let flags):
            let isFixed = flags & (Self.fixed | Self.anonymous) == Self.fixed | Self.anonymous
            let bytes = ByteCount(bytes: Int64(clamping: isFixed ? Self.granted(address, size) : size))
            let isPrivate = flags & Self.kindOfMapping == Self.privateMapping
            // No limit of a process counts what is shared, so that it needs no leave.
            if !isPrivate && flags & Self.hugePages != 0 { return (.reservation, .zero) }
            if isPrivate && flags & Self.touchedAtOnce != 0 { return (.own, bytes) }
            if flags & Self.anonymous == 0 { return (.reservation, bytes) }
            let isStack = isPrivate && flags & Self.stack != 0 && bytes <= Self.largestStack
            if isStack { return (.stack, bytes) }
            if flags & Self.noReserve != 0
                && Self.isAddressSpace(address, bytes, protection, flags, budget: budget)
            {
                return (.reservation, isPrivate ? bytes : .zero)
            }
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

    /// Whether what is marked as not to be reserved is there to be used here and there: a sanitizer's shadow, at its fixed place, or more than
    /// there can be of shared memory or of a runtime's space (executable, or too large for what an allocator fills). Allocators mark all they
    /// map, too: jemalloc at any place, mimalloc up to 1 GiB at places it likes.
    private static func isAddressSpace(
        _ address: UInt64,
        _ size: ByteCount,
        _ protection: UInt64,
        _ flags: UInt64,
        budget: ByteCount
    ) -> Bool {
        if flags & fixed != 0 { return size >= leastShadow }
        if size <= budget { return false }
        let isPrivate = flags & kindOfMapping == privateMapping
        return !isPrivate || protection & execute != 0 || size >= (address == 0 ? leastSpace : leastSpaceAtItsPlace)
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
