// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Follows the frames of one direction of a WebSocket as their bytes pass: tells payload from mere signs of life, and where a
/// frame of our own could stand. It judges nothing: what passes is between client and worker.
struct FrameScanner {
    private enum Part {
        case first
        case length
        /// More bytes of the length.
        case longLength(left: Int, soFar: UInt64)
        /// The mask and the payload.
        case rest(UInt64)
    }

    private var part = Part.first
    private var isSignOfLife = false
    private var isMasked = false
    /// A frame with which this side says that it will send no more has begun.
    private(set) var hasClosed = false

    /// Whether no frame is cut by the end of what has passed.
    var isBetweenFrames: Bool {
        if case .first = part { true } else { false }
    }

    /// - Returns: whether any of it is something else than pings and pongs.
    mutating func pass(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var hasPayload = false
        var index = 0
        while index < bytes.count {
            switch part {
            case .first:
                let opcode = bytes[index] & 0x0F
                isSignOfLife = opcode == 0x9 || opcode == 0xA
                if opcode == 0x8 { hasClosed = true }
                part = .length
                index += 1
            case .length:
                isMasked = bytes[index] & 0x80 != 0
                let length = bytes[index] & 0x7F
                index += 1
                switch length {
                case 126: part = .longLength(left: 2, soFar: 0)
                case 127: part = .longLength(left: 8, soFar: 0)
                default: begin(UInt64(length))
                }
            case .longLength(let left, let soFar):
                let length = soFar << 8 | UInt64(bytes[index])
                index += 1
                if left == 1 { begin(length) } else { part = .longLength(left: left - 1, soFar: length) }
            case .rest(let left):
                let count = Int(min(left, UInt64(bytes.count - index)))
                index += count
                part = left == UInt64(count) ? .first : .rest(left - UInt64(count))
            }
            if !isSignOfLife { hasPayload = true }
        }
        return hasPayload
    }

    private mutating func begin(_ length: UInt64) {
        let (total, isTooMuch) = length.addingReportingOverflow(isMasked ? 4 : 0)
        part = total == 0 ? .first : .rest(isTooMuch ? .max : total)
    }
}
