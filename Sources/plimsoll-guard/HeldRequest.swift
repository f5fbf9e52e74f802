// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A request that waits for its answer.
struct HeldRequest {
    /// The kernel's number of the call.
    let id: UInt64
    var request: MemoryRequest
    /// Where the heap is to end, when it is that which grows.
    let heapEnd: UInt64?
    /// Addresses that may be writable already.
    let replaced: Range<UInt64>?
    let deadline: Duration
}
