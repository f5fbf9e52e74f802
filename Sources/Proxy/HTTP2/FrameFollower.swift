// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Follows the frames of one direction as their bytes pass, however they are cut. It judges nothing.
struct FrameFollower {
    private var partial = InlineArray<9, UInt8>(repeating: 0)
    private var have = 0
    /// Bytes that are no frame's header.
    private var skips: Int

    /// - Parameter prefaceLength: bytes before the first frame.
    init(prefaceLength: Int = 0) {
        skips = prefaceLength
    }

    /// - Parameter found: told of each frame that begins; false: no more of them is asked for.
    mutating func pass(_ bytes: UnsafeRawBufferPointer, _ found: (FrameHeader) -> Bool) {
        var index = 0
        while index < bytes.count {
            let skipped = min(skips, bytes.count - index)
            skips -= skipped
            index += skipped
            if have == 0, bytes.count - index >= FrameHeader.length {
                let header = FrameHeader(.init(rebasing: bytes[index..<(index + FrameHeader.length)]))
                index += FrameHeader.length
                skips = header.payload
                guard found(header) else { return }
            } else if index < bytes.count {
                partial[have] = bytes[index]
                have += 1
                index += 1
                guard have == FrameHeader.length else { continue }
                have = 0
                let header = partial.span.withUnsafeBytes { FrameHeader($0) }
                skips = header.payload
                guard found(header) else { return }
            }
        }
    }
}
