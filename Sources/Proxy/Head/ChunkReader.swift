// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Takes the framing off a chunked body, strictly, and gives the data as slices of what came.
struct ChunkReader {
    private enum Stage {
        case size
        case data(left: UInt64)
        case dataEnd
        case trailers
    }

    private var stage = Stage.size
    /// The fields behind the last chunk, as offsets into `trailerBytes`.
    private(set) var trailers = FieldSection()
    private(set) var trailerBytes = ByteBuffer()

    mutating func begin() {
        stage = .size
        trailerBytes = ByteBuffer()
        trailers.begin(at: 0)
    }

    mutating func next(from buffer: inout ByteBuffer, limits: HeadLimits) -> BodyStep {
        while true {
            switch stage {
            case .size:
                switch readSize(&buffer, limits: limits) {
                case .incomplete: return .incomplete
                case .refused(let fault): return .refused(fault)
                case .size(0):
                    stage = .trailers
                    trailers.begin(at: 0)
                case .size(let size): stage = .data(left: size)
                }
            case .data(let left):
                let length = Int(min(left, UInt64(buffer.readableBytes)))
                guard length > 0, let data = buffer.readSlice(length: length) else { return .incomplete }
                stage = left == UInt64(length) ? .dataEnd : .data(left: left - UInt64(length))
                return .data(data)
            case .dataEnd:
                if let fault = readDataEnd(&buffer) { return fault }
                stage = .size
            case .trailers:
                let reading = buffer.withUnsafeReadableBytes { trailers.read($0, limits: limits) }
                switch reading {
                case .incomplete: return .incomplete
                case .refused(let fault): return .refused(fault)
                case .complete(let end):
                    trailerBytes = buffer.readSlice(length: end) ?? ByteBuffer()
                    stage = .size
                    return .end
                }
            }
        }
    }

    private enum SizeReading {
        case incomplete
        case size(UInt64)
        case refused(MessageFault)
    }

    private func readSize(_ buffer: inout ByteBuffer, limits: HeadLimits) -> SizeReading {
        // 15 digits always fit, and no chunk is longer.
        let mostDigits = 15
        let mostBytes = mostDigits + limits.chunkExtension + 2
        var length = 0
        let reading: SizeReading = buffer.withUnsafeReadableBytes { bytes in
            var size: UInt64 = 0
            var index = 0
            while index < bytes.count, let digit = hexValue(bytes[index]) {
                guard index < mostDigits else { return .refused(.badChunk) }
                size = size << 4 | UInt64(digit)
                index += 1
            }
            if index == bytes.count { return .incomplete }
            guard index > 0 else { return .refused(.badChunk) }
            if bytes[index] == UInt8(ascii: ";") {
                while index < bytes.count, bytes[index] &- 0x20 < 0x5F || bytes[index] == Bytes.tab { index += 1 }
                guard index <= mostBytes else { return .refused(.badChunk) }
                if index == bytes.count { return .incomplete }
            }
            guard bytes[index] == Bytes.carriageReturn else { return .refused(.badChunk) }
            if index + 1 == bytes.count { return .incomplete }
            guard bytes[index + 1] == Bytes.lineFeed else { return .refused(.badChunk) }
            length = index + 2
            return .size(size)
        }
        buffer.moveReaderIndex(forwardBy: length)
        return reading
    }

    private func readDataEnd(_ buffer: inout ByteBuffer) -> BodyStep? {
        let start = buffer.readerIndex
        if buffer.readableBytes >= 1, buffer.getInteger(at: start, as: UInt8.self) != Bytes.carriageReturn {
            return .refused(.badChunk)
        }
        guard buffer.readableBytes >= 2 else { return .incomplete }
        guard buffer.getInteger(at: start + 1, as: UInt8.self) == Bytes.lineFeed else { return .refused(.badChunk) }
        buffer.moveReaderIndex(forwardBy: 2)
        return nil
    }

    private func hexValue(_ byte: UInt8) -> UInt8? {
        if Bytes.isDigit(byte) { return byte & 0x0F }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 && byte >= 0x41 ? letter + 10 : nil
    }
}
