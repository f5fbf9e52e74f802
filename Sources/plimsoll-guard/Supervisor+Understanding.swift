// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

extension Supervisor {
    /// Nil for one that is no request for private memory by its arguments alone.
    func call(_ request: plimsoll_request) -> MemoryCall? {
        let arguments = request.arguments
        switch UInt32(bitPattern: request.kind) {
        case PLIMSOLL_REQUEST_MAP.rawValue:
            return .map(address: arguments.0, size: arguments.1, protection: arguments.2, flags: arguments.3)
        case PLIMSOLL_REQUEST_PROTECT.rawValue: return .protect(address: arguments.0, size: arguments.1)
        case PLIMSOLL_REQUEST_REMAP.rawValue: return .remap(oldSize: arguments.1, newSize: arguments.2)
        default: return nil
        }
    }

    /// What the call asks for; nil when it needs no leave.
    mutating func pending(_ request: plimsoll_request, of memory: ProcessMemory) -> HeldRequest? {
        let arguments = request.arguments
        var replaced: Range<UInt64>?
        var heapEnd: UInt64?
        var kind: MemoryRequest.Kind
        var size: ByteCount
        if request.kind == PLIMSOLL_REQUEST_BREAK.rawValue {
            guard let growth = heaps.growth(of: memory.process, to: arguments.0, files: files) else {
                _ = LeasedLimit.set(memory.process, to: ledger.allowance(of: memory.process) ?? ledger.room.budget)
                return nil
            }
            if growth == .zero {
                heaps.moved(of: memory.process, to: arguments.0)
                return nil
            }
            (kind, size, heapEnd) = (.heap, growth, arguments.0)
        } else if request.kind == PLIMSOLL_REQUEST_SEGMENT.rawValue {
            (kind, size) = (.shared, ByteCount(bytes: Int64(clamping: arguments.1)))
        } else if request.kind == PLIMSOLL_REQUEST_ALLOCATE.rawValue {
            let (end, overflow) = arguments.2.addingReportingOverflow(arguments.3)
            let room = overflow ? 0 : missing(in: arguments.0, of: request.thread, reaching: end, upTo: arguments.3)
            (kind, size) = (.shared, ByteCount(bytes: Int64(clamping: room)))
        } else {
            guard var call = call(request) else { return nil }
            if call.isOfFile && path(of: arguments.4, of: request.thread).withCString(plimsoll_is_zero_device) != 0 {
                call = call.anonymous
            }
            let reserved = stacks.first { $0.thread == request.thread }?.size
            stacks.removeAll { $0.thread == request.thread }
            if let stack = call.reservedStack {
                stacks.append((request.thread, stack))
                return nil
            }
            (kind, size) = call.asked(reservedStack: reserved, limit: limit)
            if call.isSharedFile {
                let room = missing(in: arguments.4, of: request.thread, reaching: nil, upTo: arguments.1)
                (kind, size) = (.shared, ByteCount(bytes: Int64(clamping: room)))
            }
            replaced = call.replaced
        }
        if size == .zero { return nil }
        return HeldRequest(
            id: request.id,
            request: MemoryRequest(thread: request.thread, process: memory.process, kind: kind, size: size),
            heapEnd: heapEnd,
            replaced: replaced,
            arrival: Self.now
        )
    }

    /// How much memory a file that lies in memory still takes to be whole, as far as `end` or as it reaches now.
    private func missing(in descriptor: UInt64, of thread: Int32, reaching end: UInt64?, upTo most: UInt64) -> UInt64 {
        let file = path(of: descriptor, of: thread)
        return min(file.withCString { plimsoll_missing_in_memory_file($0, end ?? 0, end == nil ? most : 0) }, most)
    }

    private func path(of descriptor: UInt64, of thread: Int32) -> String {
        "/proc/\(thread)/fd/\(Int32(truncatingIfNeeded: descriptor))"
    }
}
