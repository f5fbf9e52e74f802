// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// What is read of a process, as the kernel writes it.
struct ProcessFactsTests {
    private let status = Array(
        """
        Name:\ta (b) c
        Umask:\t0022
        State:\tS (sleeping)
        Tgid:\t42
        Ngid:\t0
        Pid:\t44
        PPid:\t7
        VmPeak:\t   90000 kB
        RssAnon:\t    1024 kB
        RssFile:\t    1976 kB
        RssShmem:\t     512 kB
        VmData:\t    4096 kB
        VmStk:\t     132 kB
        VmSwap:\t    1024 kB

        """.utf8
    )

    @Test func theStatusIsRead() throws {
        let memory = try #require(ProcessMemory(status: status))
        #expect(memory.process == 42 && memory.parent == 7 && memory.name == "a (b) c")
        #expect(memory.data == .mebibytes(4))
        #expect(memory.stack == .kibibytes(132))
        #expect(memory.touched == .mebibytes(2))
        #expect(memory.held == .kibibytes(2560))
    }

    @Test func aShortLookTellsWhatChanged() throws {
        let memory = try #require(ProcessMemory(status: status))
        // Pages: size, resident, of that shared, code, nothing, data and stack, nothing.
        let later = try #require(memory.updated(statm: Array("22500 2500 500 10 0 3000 0\n".utf8), page: 4096))
        #expect(later.process == 42 && later.name == "a (b) c" && later.stack == .kibibytes(132))
        #expect(later.data == .kibibytes(12000 - 132))
        #expect(later.touched == .kibibytes(8000) + .mebibytes(1))
        #expect(later.held == later.touched + .kibibytes(512))
        #expect(memory.updated(statm: Array("0 0 0 0 0 0 0\n".utf8), page: 4096) == nil)
        #expect(memory.updated(statm: [], page: 4096) == nil)
    }

    @Test func aRemnantHasNoMemory() {
        #expect(ProcessMemory(status: Array("Name:\tgone\nState:\tZ\nTgid:\t42\nPPid:\t1\n".utf8)) == nil)
        #expect(ProcessMemory(status: []) == nil)
    }

    @Test func theHeapsStartIsTheFortySeventhField() {
        let fields = (3...52).map { "\($0)" }.joined(separator: " ")
        #expect(ProcessMemory.heapStart(stat: Array("42 (a b) \(fields)".utf8)) == 47)
        #expect(ProcessMemory.heapStart(stat: Array("42 (a b) S 1 2".utf8)) == nil)
    }

    @Test func theFaultsOfAThreadAreTheTenthField() {
        let fields = (3...52).map { "\($0)" }.joined(separator: " ")
        #expect(ProcessMemory.faults(stat: Array("42 (a b) \(fields)".utf8)) == 10)
        #expect(ProcessMemory.faults(stat: Array("42 (a b) S 1 2".utf8)) == nil)
        #expect(ProcessMemory.faults(stat: []) == nil)
    }

    @Test func theOwnerIsTheRealUserAndGroup() throws {
        let status = "Name:\tUid:\nUid:\t33\t0\t0\t0\nGid:\t4294967294\t0\t0\t0\n"
        let owner = try #require(ProcessMemory.owner(status: Array(status.utf8)))
        #expect(owner.user == 33 && owner.group == 4_294_967_294)
        for broken in ["", "Uid:\t33\n", "Uid:\t-1\nGid:\t1\n", "Uid:\t4294967296\nGid:\t1\n"] {
            #expect(ProcessMemory.owner(status: Array(broken.utf8)) == nil)
        }
    }

    private let maps = AddressSpace(
        Array(
            """
            00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/dbus-daemon
            00651000-00652000 r--p 00051000 08:02 173521      /usr/bin/dbus-daemon
            00652000-00655000 rw-p 00052000 08:02 173521      /usr/bin/dbus-daemon
            00e03000-00e24000 rw-p 00000000 00:00 0           [heap]
            35b1800000-35b1900000 rw-s 00000000 00:01 9       /dev/zero (deleted)
            35b1900000-35b1a00000 ---p 00000000 00:00 0
            35b1a00000-35b1a10000 r--s 00000000 00:01 9       /memfd:x (deleted)
            7ffff7ffe000-7ffff7fff000 rw-p 00000000 00:00 0
            nonsense

            """.utf8
        )
    )

    @Test func whatIsWritableAlreadyIsCounted() {
        #expect(maps.writable(in: 0x652000..<0x653000) == ByteCount(bytes: 4096))
        #expect(maps.writable(in: 0x400000..<0xe04000) == ByteCount(bytes: 0x3000 + 0x1000))
        // Shared memory and reservations are not, unless what is shared is asked about.
        #expect(maps.writable(in: 0x35_b180_0000..<0x35_b1a0_0000) == .zero)
        #expect(maps.writable(in: 0x35_b180_0000..<0x35_b1a0_0000, sharedToo: true) == .mebibytes(1))
    }

    @Test func whatIsInMemoryBesideThatIsLookedUp() {
        var asked: [Range<UInt64>] = []
        let touched = maps.touched(besideWritableIn: 0x451000..<0x35_b191_0000) { addresses, _ in
            asked.append(addresses)
            return .kibibytes(1)
        }
        #expect(asked == [0x451000..<0x452000, 0x651000..<0x652000, 0x35_b190_0000..<0x35_b191_0000])
        #expect(touched == .kibibytes(3))
        var shared: [Range<UInt64>] = []
        _ = maps.touched(besideWritableIn: 0x35_b180_0000..<0x35_b1b0_0000, sharedToo: true) { addresses, arePrivate in
            if !arePrivate { shared.append(addresses) }
            return .zero
        }
        #expect(shared == [0x35_b1a0_0000..<0x35_b1a1_0000])
        #expect(maps.sharedAndWritable == .mebibytes(1))
    }

    @Test func whatOfSegmentsIsNotTouchedIsCounted() {
        let list = """
                   key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap
                     0          5   600              62914560    41    41      1     0     0     0     0 1795296698          0 1795296698              10485760               2097152
                     7          6  1666                  4096    41    41      0     0     0     0     0          0          0 1795296698                  4096                     0
            nonsense
            """
        #expect(ProcessMemory.segments(Array(list.utf8))?.untouched == .mebibytes(48))
        #expect(ProcessMemory.segments(Array(list.utf8), key: 7)?.untouched == .zero)
        #expect(ProcessMemory.segments(Array(list.utf8), key: 8) == nil)
    }

    @Test func theHeapsEndIsFound() {
        #expect(maps.heapEnd == 0xe24000)
        #expect(AddressSpace([]).heapEnd == nil)
    }

    @Test func sharedMemoryThatIsNotReservedIsAskedForUpToTheBudget() {
        func kind(_ size: UInt64) -> MemoryRequest.Kind {
            MemoryCall.map(address: 0, size: size, protection: 3, flags: 0x4021)
                .asked(reservedStack: nil, budget: .mebibytes(256)).kind
        }
        #expect(kind(256 << 20) == .shared)
        #expect(kind(257 << 20) == .reservation)
    }

    /// What is marked as not to be reserved is an allocator's, or a space to be used here and there; huge pages are nobody's.
    @Test(arguments: [
        (0 as UInt64, 4000 as UInt64, 3 as UInt64, 0x4022 as UInt64, MemoryRequest.Kind.own),
        (1 << 42, 1024, 3, 0x4022, .own),
        (1 << 36, 2048, 3, 0x4022, .reservation),
        (0, 8191, 3, 0x4022, .own),
        (0, 8192, 3, 0x4022, .reservation),
        (1 << 36, 1024, 7, 0x4022, .reservation),
        (0x7fff_7000, 256, 3, 0x4032, .reservation),
        (0x7fff_7000, 1, 3, 0x4032, .own),
        // The machine's huge pages.
        (0, 64, 3, 0x40021, .reservation),
        (0, 64, 3, 0x40022, .own),
    ]) func whatIsNotAskedForAsAnyOtherIsKnownByItsMarks(
        address: UInt64,
        mebibytes: UInt64,
        protection: UInt64,
        flags: UInt64,
        kind: MemoryRequest.Kind
    ) {
        let call = MemoryCall.map(address: address, size: mebibytes << 20, protection: protection, flags: flags)
        #expect(call.asked(reservedStack: nil, budget: .mebibytes(256)).kind == kind)
    }

    @Test(arguments: [
        (MemoryCall.map(address: 0, size: 100, protection: 3, flags: 0x22), MemoryRequest.Kind.own, 100 as Int64),
        (.map(address: 0, size: 100, protection: 3, flags: 0x21), .shared, 100),
        (.map(address: 0, size: 100, protection: 3, flags: 0x02), .reservation, 100),
        (.map(address: 0, size: 1 << 40, protection: 3, flags: 0x4022), .reservation, 1 << 40),
        (.map(address: 0, size: 100, protection: 3, flags: 0x4022), .own, 100),
        (.map(address: 0, size: .max, protection: 3, flags: 0x22), .own, .max),
        (.map(address: 0, size: 100, protection: 3, flags: 0x20022), .stack, 100),
        // Marked as a stack, and none: larger than any, or touched by the kernel at once.
        (.map(address: 0, size: 200 << 20, protection: 3, flags: 0x20022), .own, 200 << 20),
        (.map(address: 0, size: 100, protection: 3, flags: 0x28022), .own, 100),
        (.map(address: 0, size: 100, protection: 3, flags: 0x8002), .own, 100),
        (.map(address: 0, size: 1 << 40, protection: 3, flags: 0x6022), .own, 1 << 40),
        (.protect(address: 0, size: 32768), .own, 32768),
        (.remap(oldSize: 100, newSize: 300), .own, 200),
        (.remap(oldSize: 300, newSize: 100), .own, 0),
    ]) func aCallIsUnderstood(call: MemoryCall, kind: MemoryRequest.Kind, size: Int64) {
        let asked = call.asked(reservedStack: nil, budget: .mebibytes(256))
        #expect(asked.kind == kind && asked.size.bytes == size)
    }

    @Test func aStackIsReservedAndThenMadeWritable() {
        let reservation = MemoryCall.map(address: 0, size: 8 << 20, protection: 0, flags: 0x20022)
        #expect(reservation.reservedStack == 8 << 20)
        let writable = MemoryCall.protect(address: 4096, size: 8 << 20 - 4096)
        #expect(writable.asked(reservedStack: 8 << 20, budget: .mebibytes(256)).kind == .stack)
        #expect(writable.asked(reservedStack: 64 << 20, budget: .mebibytes(256)).kind == .own)
    }

    // Pages of a heap that grows: what begins a block of addresses is granted all of it.
    @Test(
        arguments: [
            (MemoryCall.protect(address: 131072, size: 4096), 131072),
            (MemoryCall.protect(address: 126976, size: 8192), 135168),
            (MemoryCall.map(address: 131072, size: 4096, protection: 3, flags: 0x32), 131072),
            (MemoryCall.map(address: 131072, size: 4096, protection: 3, flags: 0x22), 4096),
        ] as [(MemoryCall, Int64)]
    ) func pagesAreGrantedByTheBlock(call: MemoryCall, size: Int64) {
        #expect(call.asked(reservedStack: nil, budget: .mebibytes(256)).size.bytes == size)
    }

    @Test(
        arguments: [
            (MemoryCall.map(address: 0, size: 4096, protection: 3, flags: 0x22), 4096),
            (MemoryCall.map(address: 0, size: 262144, protection: 3, flags: 0x4022), 262144),
            (MemoryCall.map(address: 0, size: 524288, protection: 3, flags: 0x22), nil),
            (MemoryCall.map(address: 0, size: 4096, protection: 3, flags: 0x21), nil),
            (MemoryCall.map(address: 0, size: 4096, protection: 3, flags: 0x122), nil),
            (MemoryCall.map(address: 0, size: 4096, protection: 3, flags: 0x20022), nil),
            (MemoryCall.protect(address: 0, size: 4096), 131072),
            (MemoryCall.remap(oldSize: 0, newSize: 4096), nil),
        ] as [(MemoryCall, Int64?)]
    ) func aSmallRequestOfTheUsualKindNeedsNoDecision(call: MemoryCall, size: Int64?) {
        #expect(call.small?.bytes == size)
    }

    @Test func zeroesOfADeviceAreMemoryAsAnyOther() {
        let zeroes = MemoryCall.map(address: 0, size: 1 << 20, protection: 3, flags: 0x02)
        #expect(zeroes.isOfFile && !zeroes.anonymous.isOfFile)
        #expect(zeroes.anonymous.asked(reservedStack: nil, budget: .mebibytes(256)).kind == .own)
    }

    @Test func aMappingOverAnotherMayNeedLess() {
        #expect(MemoryCall.map(address: 0, size: 32768, protection: 3, flags: 0x32).replaced == 0..<32768)
        #expect(MemoryCall.map(address: 0, size: 8192, protection: 3, flags: 0x32).replaced == 0..<(128 << 10))
        #expect(MemoryCall.map(address: 4096, size: 8192, protection: 3, flags: 0x22).replaced == nil)
        #expect(MemoryCall.protect(address: .max - 1, size: 65536).replaced == (UInt64.max - 1)..<UInt64.max)
    }
}
