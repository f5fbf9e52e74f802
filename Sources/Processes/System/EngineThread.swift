// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Glibc
internal import Synchronization

/// The one thread an engine works on: files and processes may make it wait, so it is not one of the shared pool.
/// Between jobs it waits for the ends of processes.
final class EngineThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var watches: [Int32: @Sendable () -> Void] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeup: Int32

    init() throws(SystemError) {
        wakeup = plimsoll_wakeup()
        guard wakeup >= 0 else { throw SystemError("cannot make an event descriptor", code: -wakeup) }
        var thread = pthread_t()
        // The thread keeps this alive until `close` lets it end.
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<EngineThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        guard code == 0 else {
            Unmanaged.passUnretained(self).release()
            throw SystemError("cannot start a thread", code: code)
        }
        pthread_detach(thread)
    }

    deinit {
        plimsoll_close(wakeup)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        plimsoll_wake(wakeup)
    }

    /// Calls `ended` once, on this thread, when the process behind `descriptor` has ended, and closes the descriptor.
    func watch(_ descriptor: Int32, ended: @escaping @Sendable () -> Void) {
        state.withLock { $0.watches[descriptor] = ended }
        plimsoll_wake(wakeup)
    }

    /// Lets the thread end after the jobs it has; nothing is watched any more.
    func close() {
        state.withLock { $0.isClosed = true }
        plimsoll_wake(wakeup)
    }

    private func run() {
        while true {
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isClosed)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if !jobs.isEmpty { continue }
            if isClosed { break }
            wait()
        }
        let watches = state.withLock { state in
            defer { state.watches = [:] }
            return state.watches
        }
        for descriptor in watches.keys { plimsoll_close(descriptor) }
    }

    private func wait() {
        let watched = state.withLock { Array($0.watches.keys) }
        var polled = ([wakeup] + watched).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return }
        if polled[0].revents != 0 { plimsoll_slept(wakeup) }
        for entry in polled.dropFirst() where entry.revents != 0 {
            let ended = state.withLock { $0.watches.removeValue(forKey: entry.fd) }
            plimsoll_close(entry.fd)
            ended?()
        }
    }
}
