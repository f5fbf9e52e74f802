// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Memory that was granted and may not show in the kernel's figures yet.
struct MemoryPromise: Sendable {
    var request: MemoryRequest
    let at: Duration
    /// The page faults of the thread when it was looked at.
    private var faults: Int64?
    /// The thread has it, or has left it.
    var isTaken = false

    init(_ request: MemoryRequest, at: Duration) {
        self.request = request
        self.at = at
    }

    /// A thread that has ended, or has met pages since it was looked at, has its memory.
    /// - Parameter found: its page faults; nil: it has ended.
    mutating func look(_ found: Int64?) {
        if found == nil || (faults ?? found) != found { isTaken = true }
        faults = found
    }

    func isYounger(than age: Duration, at now: Duration) -> Bool { now - at < age }
}
