// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One request for writable memory that waits to be let through or refused.
package struct MemoryRequest: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Private memory that is to be written to.
        case own
        /// The heap's end moved (`brk`): the one request that can be refused only by the limit of the process.
        case heap
        /// A thread's stack: of its size little is ever touched.
        case stack
        /// Memory shared with other processes, which no limit of a process counts.
        case shared
        /// Address space for later, or a private view of a file: counts when it is touched.
        case reservation
    }

    /// The thread that waits for the answer, and the process it belongs to.
    package var thread: Int32
    package var process: Int32
    package var kind: Kind
    package var size: ByteCount
    /// What it is part of, where others may map the same.
    package var object: SharedObject?
    /// By the call itself.
    package var isFilledAtOnce = false
    /// What of it is in memory already, only not writable at present.
    package var touched = ByteCount.zero

    package init(thread: Int32, process: Int32, kind: Kind, size: ByteCount) {
        self.thread = thread
        self.process = process
        self.kind = kind
        self.size = size
    }

    /// What of it is expected to be touched.
    package var claim: ByteCount {
        switch kind {
        case .own, .heap, .shared: size - touched
        case .stack: min(size, Self.touchedStack)
        case .reservation: .zero
        }
    }

    /// What of it is not expected to be touched.
    var idle: ByteCount { size - touched - claim }

    /// What a thread's stack usually comes to.
    package static let touchedStack = ByteCount.kibibytes(64)
}
