// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
package import Logging
package import NIOCore
internal import NIOPosix
internal import Synchronization

/// Where the lines of the access log go: a file, or a stream of this process. One thread of its own writes, so that a slow disk or a
/// reader that does not read holds nobody up; what is too much meanwhile is dropped, and its number written as soon as it can be.
package final class AccessLog: Sendable {
    package enum Target: Hashable, Sendable, CustomStringConvertible {
        case standardOutput
        case standardError
        case file(String)

        package var description: String {
            switch self {
            case .standardOutput: "standard output"
            case .standardError: "standard error"
            case .file(let path): path
            }
        }
    }

    private struct State {
        var descriptor: Int32
        var waiting = 0
        var dropped: UInt64 = 0
        /// What was written last ends in the middle of a line.
        var isTorn = false
        /// That lines are lost is said now and then.
        var loss = RareLine()
        /// Until when what waits may still be written. Nil: it is not closing.
        var end: NIODeadline?
    }

    /// What may wait to be written; beyond it lines are dropped.
    private static let mostWaiting = 1 << 20
    /// What a pipe takes at once when it takes anything.
    private static let piece = 4096

    private static let lastPatience = TimeAmount.seconds(1)

    package let includesQuery: Bool
    private let target: Target
    private let logger: Logger?
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state: Mutex<State>

    /// Whoever makes one ends it with `close()`.
    /// - Parameter logger: told when lines are lost.
    package init(_ target: Target, includesQuery: Bool = false, logger: Logger? = nil) throws(ProxyServerError) {
        self.logger = logger
        self.target = target
        self.includesQuery = includesQuery
        state = Mutex(State(descriptor: try Self.open(target)))
        thread.start()
    }

    /// Lines that were not written so far.
    package var dropped: UInt64 { state.withLock { $0.dropped } }

    /// Opens the file anew, for whoever moved it away.
    package func reopen() {
        guard case .file = target else { return }
        thread.submit { [self] _ in
            // The old one is as good as none where there is no new one.
            guard let new = try? Self.open(target) else { return }
            let old = state.withLock { state in
                defer { state.descriptor = new }
                return state.descriptor
            }
            Glibc.close(old)
        }
    }

    /// Writes what waits, for a second at most, and ends.
    package func close() async {
        state.withLock { $0.end = .now() + Self.lastPatience }
        // Ending a pool of threads runs what waits there in no order.
        try? await thread.runIfActive {}
        try? await thread.shutdownGracefully()
        if case .file = target { Glibc.close(state.withLock { $0.descriptor }) }
    }

    /// Takes whole lines; at once.
    package func take(_ buffer: ByteBuffer, lines: Int) {
        let isTaken = state.withLock { state in
            guard state.waiting + buffer.readableBytes <= Self.mostWaiting else {
                state.dropped += UInt64(lines)
                return false
            }
            state.waiting += buffer.readableBytes
            return true
        }
        if isTaken { thread.submit { [self] _ in write(buffer, lines: lines) } }
    }

    private static func open(_ target: Target) throws(ProxyServerError) -> Int32 {
        switch target {
        case .standardOutput: return 1
        case .standardError: return 2
        case .file(let path):
            let descriptor = Glibc.open(
                path,
                O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                0o640
            )
            guard descriptor >= 0 else {
                let obstacle = AccessLogObstacle(path, code: errno)
                throw ProxyServerError(description: "\(obstacle.message); \(obstacle.hint)")
            }
            return descriptor
        }
    }
}

// MARK: - On the thread

extension AccessLog {
    private func write(_ buffer: ByteBuffer, lines: Int) {
        var whole = ByteBuffer()
        let (descriptor, dropped) = state.withLock { state in
            state.waiting -= buffer.readableBytes
            // The line that was cut short ends here.
            if state.isTorn { whole.writeStaticString("\n") }
            return (state.descriptor, state.dropped)
        }
        if dropped > 0 { whole.writeString("{\"dropped\":\(dropped)}\n") }
        whole.writeImmutableBuffer(buffer)
        let (written, fault) = whole.withUnsafeReadableBytes { write($0, to: descriptor) }
        let isToBeSaid = state.withLock { state in
            if written > 0 { state.isTorn = written < whole.readableBytes }
            if written == whole.readableBytes {
                state.dropped -= dropped
                return false
            }
            state.dropped += UInt64(lines)
            return state.loss.happened(at: .now()) != nil
        }
        guard isToBeSaid else { return }
        logger?.warning(
            "lines of the access log are lost until it can be written",
            metadata: ["access_log": "\(target)", "reason": "\(fault)", "lost": "\(self.dropped)"]
        )
    }

    /// Returns how much was written, and why no more.
    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> (count: Int, fault: String) {
        var done = 0
        while done < bytes.count {
            guard isReady(descriptor) else { return (done, "nobody takes them") }
            let count = Glibc.write(
                descriptor,
                bytes.baseAddress?.advanced(by: done),
                min(Self.piece, bytes.count - done)
            )
            if count >= 0 {
                done += count
            } else if errno != EINTR, errno != EAGAIN {
                return (done, String(cString: strerror(errno)))
            }
        }
        return (done, "")
    }

    /// Waits until it takes something; false: it does not, and there is no more time.
    private func isReady(_ descriptor: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let left = state.withLock { $0.end }.map { $0 - .now() }
            if let left, left <= .zero { return Glibc.poll(&poll, 1, 0) > 0 }
            let wait = min(.milliseconds(200), left ?? .milliseconds(200))
            if Glibc.poll(&poll, 1, Int32(1 + wait.nanoseconds / 1_000_000)) > 0 { return true }
        }
    }
}
