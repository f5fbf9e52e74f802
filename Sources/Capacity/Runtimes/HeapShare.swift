// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How much of a memory limit a managed heap may have, as such a program needs memory beside its heap.
enum HeapShare {
    /// - Parameters:
    ///   - fixed: what the runtime itself takes: code, metadata of classes, stacks.
    /// - Returns: what is left of `limit` after that and an eighth for what grows with the heap (tables of the collector, buffers outside
    ///   of it), at least half and at most three quarters of the limit.
    static func heap(in limit: ByteCount, beside fixed: ByteCount) -> ByteCount {
        let rest = limit - fixed - ByteCount(bytes: limit.bytes / 8)
        return min(max(rest, ByteCount(bytes: limit.bytes / 2)), ByteCount(bytes: limit.bytes / 4 * 3))
    }
}
