// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP2

/// The library keeps the protocol's state and windows. What a message may be is judged by us (`RequestTranslation`), once, and so is
/// what a peer may cost us (`FrameGate`): the library's own counts are put out of the way.
extension NIOHTTP2Handler.ConnectionConfiguration {
    /// Streams that were reset and whose last frames may still be on their way.
    private static let mostRecentlyReset = 128
    /// Our own acknowledgements that wait for a peer which does not read.
    private static let mostUnreadAnswers = 1000

    static func ours(
        _ limits: SessionLimits,
        heads: HeadLimits,
        isServer: Bool
    ) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            // Twice what a head may be, so that one which is too large gets an answer of its own.
            HTTP2Setting(parameter: .maxHeaderListSize, value: 2 * heads.fieldList),
            HTTP2Setting(parameter: .initialWindowSize, value: limits.window),
        ]
        if isServer {
            configuration.initialSettings.append(HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams))
        } else {
            configuration.initialSettings.append(HTTP2Setting(parameter: .enablePush, value: 0))
        }
        configuration.headerBlockValidation = .disabled
        configuration.contentLengthValidation = .disabled
        configuration.maximumSequentialEmptyDataFrames = limits.idleFrames
        configuration.maximumBufferedControlFrames = mostUnreadAnswers
        configuration.maximumRecentlyResetStreams = mostRecentlyReset
        configuration.maximumConnectionGlitches = .max
        // A stream's window is the limit; the connection's only must not be in the way of others.
        configuration.targetWindowSize = max(1 << 20, 4 * limits.window)
        configuration.controlFrameRateLimit.maximumCount = 16
        configuration.controlFrameRateLimit.windowLength = .zero
        return configuration
    }
}

extension NIOHTTP2Handler.StreamConfiguration {
    static func ours(_ limits: SessionLimits) -> NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = limits.window
        configuration.outboundBufferSizeHighWatermark = 64 << 10
        configuration.outboundBufferSizeLowWatermark = 32 << 10
        configuration.streamResetFrameRateLimit.maximumCount = 16
        configuration.streamResetFrameRateLimit.windowLength = .zero
        configuration.streamErrorRateLimit.maximumCount = 16
        configuration.streamErrorRateLimit.windowLength = .zero
        return configuration
    }
}
