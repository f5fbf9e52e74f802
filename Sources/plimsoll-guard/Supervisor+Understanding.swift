// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

extension Supervisor {
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
        } else {
            let call: MemoryCall =
                switch request.kind {
                case Int32(PLIMSOLL_REQUEST_MAP.rawValue):
                    .map(address: arguments.0, size: arguments.1, protection: arguments.2, flags: arguments.3)
                case Int32(PLIMSOLL_REQUEST_PROTECT.rawValue):
                    .protect(address: arguments.0, size: arguments.1)
                default:
                    .remap(oldSize: arguments.1, newSize: arguments.2)
                }
            let reserved = stacks.first { $0.thread == request.thread }?.size
            stacks.removeAll { $0.thread == request.thread }
            if let stack = call.reservedStack {
                stacks.append((request.thread, stack))
                return nil
            }
            (kind, size) = call.asked(reservedStack: reserved, limit: reader.limit)
            if call.isSharedFile {
                let file = "/proc/\(request.thread)/fd/\(Int32(truncatingIfNeeded: arguments.4))"
                let missing = file.withCString { plimsoll_missing_in_memory_file($0, arguments.1) }
                if missing == 0 { return nil }
                (kind, size) = (.shared, ByteCount(bytes: Int64(clamping: missing)))
            }
            replaced = call.replaced
            if size == .zero { return nil }
        }
        return HeldRequest(
            id: request.id,
            request: MemoryRequest(thread: request.thread, process: memory.process, kind: kind, size: size),
            heapEnd: heapEnd,
            replaced: replaced,
            deadline: Self.now + LeaseRules.patience
        )
    }
}
