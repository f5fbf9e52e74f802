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
        var staysMapped = false
        var heapEnd: UInt64?
        var kind: MemoryRequest.Kind
        var size: ByteCount
        var object: SharedObject?
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
            if arguments.2 & UInt64(PLIMSOLL_SEGMENT_OF_HUGE_PAGES) != 0 { return nil }
            let segment = files.segment(key: arguments.0, size: arguments.1)
            (kind, size, object) = (.shared, segment.missing, segment.object)
        } else if request.kind == PLIMSOLL_REQUEST_ALLOCATE.rawValue {
            if arguments.1 & UInt64(PLIMSOLL_PUNCH_HOLE) != 0 { return nil }
            let file = memoryFile(arguments.3, from: arguments.2, in: arguments.0, of: request.thread, grows: 1)
            (kind, size, object) = (.shared, file.missing, file.object)
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
            (kind, size) = call.asked(reservedStack: reserved, budget: reader?.budget ?? ledger.room.budget)
            if call.isSharedFile {
                let file = memoryFile(arguments.1, from: arguments.5, in: arguments.4, of: request.thread, grows: 0)
                (kind, size, object) = (.shared, file.missing, file.object)
            }
            replaced = call.replaced
            if case .protect = call { staysMapped = true }
        }
        if size == .zero { return nil }
        var asked = MemoryRequest(thread: request.thread, process: memory.process, kind: kind, size: size)
        asked.object = object
        asked.isFilledAtOnce = request.kind == PLIMSOLL_REQUEST_ALLOCATE.rawValue
        return HeldRequest(
            id: request.id,
            request: asked,
            heapEnd: heapEnd,
            replaced: replaced,
            staysMapped: staysMapped,
            arrival: Self.now
        )
    }

    /// How much memory these bytes of a file that lies in memory still take, and what file it is.
    private func memoryFile(
        _ count: UInt64,
        from first: UInt64,
        in descriptor: UInt64,
        of thread: Int32,
        grows: Int32
    ) -> (missing: ByteCount, object: SharedObject?) {
        let (end, overflow) = first.addingReportingOverflow(count)
        if overflow { return (.zero, nil) }
        let file = path(of: descriptor, of: thread).withCString {
            plimsoll_look_at_memory_file($0, first, end, grows)
        }
        let object = SharedObject(
            device: file.device,
            number: file.number,
            missing: ByteCount(bytes: Int64(clamping: file.missing_in_all)),
            present: ByteCount(bytes: Int64(clamping: file.present))
        )
        return (ByteCount(bytes: Int64(clamping: file.missing)), object)
    }

    private func path(of descriptor: UInt64, of thread: Int32) -> String {
        "/proc/\(thread)/fd/\(Int32(truncatingIfNeeded: descriptor))"
    }
}
