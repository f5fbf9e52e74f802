// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A size that a runtime has, chosen by itself or given to it.
package enum RuntimeFigure: Hashable, Sendable {
    /// The most its heap may grow to.
    case heap(ByteCount)
    /// Its heap grows without looking at any limit.
    case endlessHeap
    /// What it starts so many threads of, at most or by default.
    case threads(Int)
    /// Separate heaps of an allocator, among which threads are spread.
    case arenas(Int)
}

extension RuntimeFigure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .heap(let size): "a heap of \(size.description)"
        case .endlessHeap: "a heap without end"
        case .threads(let count): count == 1 ? "1 thread" : "\(count) threads"
        case .arenas(let count): count == 1 ? "1 arena" : "\(count) arenas"
        }
    }
}
