// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What one connection with HTTP/2 may ask of us. The sizes of a head are those of HTTP/1.1: `HeadLimits`.
package struct SessionLimits: Hashable, Sendable {
    /// Requests at a time.
    package var streams: Int
    /// Bytes of a body that may come before they are taken, for each stream.
    package var window: Int
    /// Streams a second that may be reset, by either side: CVE-2023-44487, CVE-2025-8671.
    package var resets: Int
    /// Frames a second that bring nothing, beyond those that answer what we send: CVE-2019-9512 to 9518.
    package var idleFrames: Int

    package init(streams: Int = 100, window: Int = 128 << 10, resets: Int = 100, idleFrames: Int = 1000) {
        self.streams = streams
        self.window = window
        self.resets = resets
        self.idleFrames = idleFrames
    }

    /// What a worker may ask of us. It may well end many streams in a second, each with a reset.
    static let ofWorkers = SessionLimits(streams: 256, resets: 10_000, idleFrames: 10_000)
}
