// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What became of the requests so far; lies in memory that the guard and its supervisor share, so it holds nothing but numbers.
package struct LeaseTally: Sendable {
    package var asked: Int64 = 0
    package var refused: Int64 = 0
    package var refusedOnPurpose: Int64 = 0
    /// The kernel's number of the request that was taken last, and of the oldest that is held up; 0: none. The numbers go up by one.
    package var newest: UInt64 = 0
    package var oldestHeld: UInt64 = 0
    /// The last refusal: who asked, for how much, what was left, and when, in milliseconds since 1970.
    private var lastProcess: Int32 = 0
    private var lastName = ProcessLabel("")
    private var lastSize: Int64 = 0
    private var lastLeft: Int64 = 0
    private var lastTime: Int64 = 0
    /// Who was refused last, when, and how many calls in a row.
    private var lastThread: Int32 = 0
    private var burst: Int32 = 0
    private var answered: Int64 = 0

    package init() {}

    /// Counts one for each allocation that failed: the C library tries up to four calls for each, at once, and each asks for another size.
    ///
    /// - Parameters:
    ///   - arrival: when it was asked for, and
    ///   - now: when this is answered: both by the same clock.
    ///   - time: since 1970.
    package mutating func refused(
        _ request: MemoryRequest,
        name: String,
        left: Int64,
        onPurpose: Bool,
        arrival: Duration,
        now: Duration,
        at time: Duration
    ) {
        let isRetry =
            request.thread == lastThread && request.process == lastProcess && request.size.bytes != lastSize
            && burst < LeaseRules.callsOfAnAllocation
            && arrival.wholeMilliseconds - answered <= LeaseRules.retriesWithin.wholeMilliseconds
        answered = now.wholeMilliseconds
        if isRetry && !onPurpose {
            burst += 1
            return
        }
        lastThread = request.thread
        burst = 1
        if onPurpose { refusedOnPurpose += 1 } else { refused += 1 }
        lastProcess = request.process
        lastName = ProcessLabel(name)
        lastSize = request.size.bytes
        lastLeft = max(left, 0)
        lastTime = time.wholeMilliseconds
    }

    /// The last refusal; nil: there was none.
    package var last: MemoryRefusal? {
        if refused + refusedOnPurpose == 0 { return nil }
        return MemoryRefusal(
            process: lastProcess,
            name: lastName.text,
            size: ByteCount(bytes: lastSize),
            left: ByteCount(bytes: lastLeft),
            time: .milliseconds(lastTime)
        )
    }
}
