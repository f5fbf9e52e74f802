// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The lines of one event loop, until there are enough of them or the oldest has waited long enough.
final class LoopAccessLog {
    private static let fill = 32 << 10
    private static let patience = TimeAmount.milliseconds(100)

    private let log: AccessLog
    private let eventLoop: any EventLoop
    private var buffer = ByteBuffer()
    private var lines = 0
    private var clock = LogClock()
    private var isFlushDue = false

    init(_ log: AccessLog, on eventLoop: any EventLoop) {
        self.log = log
        self.eventLoop = eventLoop
    }

    func write(_ line: AccessLine, of head: borrowing RequestHead) {
        if lines == 0 { buffer.reserveCapacity(Self.fill + (8 << 10)) }
        line.write(head, to: &buffer, clock: &clock, includesQuery: log.includesQuery)
        lines += 1
        if buffer.readableBytes >= Self.fill { return flush() }
        guard !isFlushDue else { return }
        isFlushDue = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [self] in
            isFlushDue = false
            flush()
        }
    }

    /// Hands over what there is.
    func flush() {
        guard lines > 0 else { return }
        log.take(buffer, lines: lines)
        buffer = ByteBuffer()
        lines = 0
    }
}

@available(*, unavailable)
extension LoopAccessLog: Sendable {}
