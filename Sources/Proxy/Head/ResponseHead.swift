// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The head of a worker's response, read as strictly as a request's: workers are not trusted.
struct ResponseHead: ~Copyable {
    /// Nothing but the head, once it is complete.
    private(set) var bytes = ByteBuffer()
    private(set) var section = FieldSection()
    private(set) var facts = FieldFacts()
    private(set) var version = MessageVersion.http11
    private(set) var status = 0
    private(set) var reason = 0..<0
    private(set) var framing = BodyFraming.none
    private var isInFields = false
    private var scanned = 0

    /// Reads on in `buffer`, and takes the head out of it when it is complete.
    /// - Parameter isToHEAD: whether it answers a HEAD request and so has no body.
    mutating func read(from buffer: inout ByteBuffer, limits: HeadLimits, isToHEAD: Bool) -> HeadReading {
        var end = 0
        let reading = buffer.withUnsafeReadableBytes { bytes in
            readParts(bytes, limits: limits, isToHEAD: isToHEAD, end: &end)
        }
        guard reading == .complete, let head = buffer.readSlice(length: end) else { return reading }
        bytes = head
        isInFields = false
        scanned = 0
        return .complete
    }

    /// Lets go of the bytes; the storage of ranges stays.
    mutating func clear() {
        bytes = ByteBuffer()
        isInFields = false
        scanned = 0
    }

    var isInterim: Bool { status < 200 }

    /// Whether the worker lets its connection be used again.
    var keepsAlive: Bool {
        if framing == .untilClose { return false }
        switch version {
        case .http11: return !facts.closes
        case .http10: return facts.keepsAlive && !facts.closes
        }
    }

    private mutating func readParts(
        _ bytes: UnsafeRawBufferPointer,
        limits: HeadLimits,
        isToHEAD: Bool,
        end: inout Int
    ) -> HeadReading {
        if !isInFields {
            guard let first = bytes.first else { return .incomplete }
            guard first == UInt8(ascii: "H") else { return .refused(.badStatusLine) }
            guard let feed = Bytes.lineFeed(in: bytes, from: scanned) else {
                scanned = bytes.count
                return bytes.count > limits.startLine ? .refused(.startLineTooLong) : .incomplete
            }
            guard feed <= limits.startLine else { return .refused(.startLineTooLong) }
            guard feed > 0, bytes[feed - 1] == Bytes.carriageReturn else { return .refused(.bareLineFeed) }
            if let fault = readStatusLine(bytes, 0..<(feed - 1)) { return .refused(fault) }
            isInFields = true
            section.begin(at: feed + 1)
        }
        switch section.read(bytes, limits: limits) {
        case .incomplete: return .incomplete
        case .refused(let fault): return .refused(fault)
        case .complete(let offset): end = offset
        }
        if let fault = facts.read(section.fields, bytes) ?? conclude(isToHEAD: isToHEAD) { return .refused(fault) }
        return .complete
    }

    private mutating func readStatusLine(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> MessageFault? {
        guard line.count >= 12, bytes[line.lowerBound + 8] == Bytes.space else { return .badStatusLine }
        switch MessageVersion.read(bytes, line.lowerBound..<(line.lowerBound + 8)) {
        case .refused(let fault): return fault
        case .version(let version): self.version = version
        }
        status = 0
        for index in (line.lowerBound + 9)..<(line.lowerBound + 12) {
            guard Bytes.isDigit(bytes[index]) else { return .badStatusLine }
            status = status * 10 + Int(bytes[index] & 0x0F)
        }
        guard (100...599).contains(status) else { return .badStatusLine }
        let codeEnd = line.lowerBound + 12
        // Many servers leave the space out together with the reason.
        if codeEnd == line.upperBound {
            reason = codeEnd..<codeEnd
            return nil
        }
        guard bytes[codeEnd] == Bytes.space, Bytes.areFieldValue(bytes, (codeEnd + 1)..<line.upperBound) else {
            return .badStatusLine
        }
        reason = (codeEnd + 1)..<line.upperBound
        return nil
    }

    private mutating func conclude(isToHEAD: Bool) -> MessageFault? {
        if facts.isChunked && version == .http10 { return .badTransferEncoding }
        // RFC 9112, section 6.3: these have no body whatever their fields say.
        if isToHEAD || status < 200 || status == 204 || status == 304 {
            framing = .none
        } else if facts.isChunked {
            framing = .chunked
        } else if let length = facts.contentLength {
            framing = length > 0 ? .length(length) : .none
        } else {
            framing = .untilClose
        }
        return nil
    }
}
