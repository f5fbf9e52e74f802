// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A request that waits for its answer.
struct HeldRequest {
    /// The kernel's number of the call.
    let id: UInt64
    var request: MemoryRequest
    /// Where the heap is to end, when it is that which grows.
    var heapEnd: UInt64?
    /// Addresses that may be writable already.
    var replaced: Range<UInt64>?
    /// Whether what lies there stays, only written to from now on.
    var staysMapped = false
    /// The least that was in use since it was to be refused, and since when: while that falls, others are giving back.
    var least: (used: ByteCount, since: Duration)?
    var arrival = Duration.zero
    /// Addresses that will be a thread's stack.
    var stack: Range<UInt64>? { request.kind == .stack ? replaced : nil }
    var deadline: Duration { arrival + LeaseRules.patience }
    /// Not what a loader puts into a library's place: without that no program starts.
    var mayFailOnPurpose: Bool {
        request.claim.bytes >= Int64(LeaseRules.leastAsked) && (replaced == nil || staysMapped)
    }
}
