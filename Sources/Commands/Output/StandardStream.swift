// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Standard output or standard error, written at once and in full.
package enum StandardStream: Int32, TextSink {
    case output = 1
    case error = 2

    /// Throws `ReaderIsGone` where nobody reads any more (`plimsoll status | head -1`), else `OutputFailure`.
    package func write(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if written >= 0 {
                bytes = bytes.dropFirst(written)
            } else if errno == EPIPE {
                throw ReaderIsGone()
            } else if errno == EAGAIN {
                // A terminal or pipe that somebody made non-blocking: wait until it takes more.
                var poller = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                poll(&poller, 1, -1)
            } else if errno != EINTR {
                throw OutputFailure(reason: String(cString: strerror(errno)))
            }
        }
    }

    package func checkReader() throws {
        // A pipe without a reader reports POLLERR whatever is asked for.
        var poller = pollfd(fd: rawValue, events: 0, revents: 0)
        if poll(&poller, 1, 0) == 1, Int32(poller.revents) & POLLERR != 0 { throw ReaderIsGone() }
    }
}
