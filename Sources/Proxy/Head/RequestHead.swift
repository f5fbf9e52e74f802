// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The head of a request: its bytes as they came, and where its parts are in them. Read strictly, kept in place, storage reused.
struct RequestHead: ~Copyable {
    /// Nothing but the head, once it is complete.
    private(set) var bytes = ByteBuffer()
    private(set) var section = FieldSection()
    private(set) var facts = FieldFacts()
    private(set) var version = MessageVersion.http11
    private(set) var method = 0..<0
    /// Path and query as they came, without scheme and authority; may be empty, `*`, or begin with `?`.
    private(set) var target = 0..<0
    private(set) var framing = BodyFraming.none
    /// Whether the client waits to be told to send its body.
    private(set) var expectsContinue = false
    /// The other protocol it asks for, if it asks for one that may be had.
    private(set) var upgrade: UpgradeOffer?
    /// Whether it was read to its end, and names what is asked for, though it may be refused for what else it says.
    private(set) var isWhole = false
    private var isInFields = false
    private var hasSkippedLine = false
    private var scanned = 0

    /// Reads on in `buffer`, and takes the head out of it when it is complete.
    mutating func read(from buffer: inout ByteBuffer, limits: HeadLimits) -> HeadReading {
        // A client may end the body before with one line too many: RFC 9112, section 2.2.
        if !isInFields, !hasSkippedLine, buffer.readableBytes >= 2,
            buffer.getInteger(at: buffer.readerIndex, as: UInt16.self) == 0x0D0A
        {
            buffer.moveReaderIndex(forwardBy: 2)
            hasSkippedLine = true
            scanned = 0
        }
        var end = 0
        let reading = buffer.withUnsafeReadableBytes { bytes in readParts(bytes, limits: limits, end: &end) }
        guard reading == .complete, let head = buffer.readSlice(length: end) else {
            // For its line in the log; nothing is read behind it.
            if isWhole { bytes = buffer.getSlice(at: buffer.readerIndex, length: end) ?? ByteBuffer() }
            return reading
        }
        bytes = head
        isInFields = false
        hasSkippedLine = false
        scanned = 0
        return .complete
    }

    /// Lets go of the bytes; the storage of ranges stays.
    mutating func clear() {
        bytes = ByteBuffer()
        isWhole = false
        isInFields = false
        hasSkippedLine = false
        scanned = 0
    }

    private mutating func readParts(
        _ bytes: UnsafeRawBufferPointer,
        limits: HeadLimits,
        end: inout Int
    ) -> HeadReading {
        if !isInFields {
            guard let first = bytes.first else { return .incomplete }
            // What cannot become a request, TLS for instance, is answered at once.
            guard Bytes.isToken(first) || first == Bytes.carriageReturn && bytes.count == 1 else {
                return .refused(first == Bytes.lineFeed ? .bareLineFeed : .badRequestLine)
            }
            guard let feed = Bytes.lineFeed(in: bytes, from: scanned) else {
                scanned = bytes.count
                return bytes.count > limits.startLine ? .refused(.startLineTooLong) : .incomplete
            }
            guard feed <= limits.startLine else { return .refused(.startLineTooLong) }
            guard feed > 0, bytes[feed - 1] == Bytes.carriageReturn else { return .refused(.bareLineFeed) }
            if let fault = readRequestLine(bytes, 0..<(feed - 1)) { return .refused(fault) }
            isInFields = true
            section.begin(at: feed + 1)
        }
        switch section.read(bytes, limits: limits) {
        case .incomplete: return .incomplete
        case .refused(let fault): return .refused(fault)
        case .complete(let offset): end = offset
        }
        if let fault = facts.read(section.fields, bytes) ?? conclude(bytes) { return .refused(fault) }
        return .complete
    }

    private mutating func readRequestLine(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> MessageFault? {
        var index = line.lowerBound
        while index < line.upperBound, Bytes.isToken(bytes[index]) { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == Bytes.space else {
            return .badRequestLine
        }
        method = line.lowerBound..<index
        let targetStart = index + 1
        index = targetStart
        var hasFragment = false
        // Visible ASCII only: anything else has to be escaped.
        while index < line.upperBound, bytes[index] &- 0x21 < 0x5E {
            hasFragment = hasFragment || bytes[index] == UInt8(ascii: "#")
            index += 1
        }
        guard index > targetStart, index < line.upperBound, bytes[index] == Bytes.space else { return .badRequestLine }
        target = targetStart..<index
        switch MessageVersion.read(bytes, (index + 1)..<line.upperBound) {
        case .refused(let fault): return fault
        case .version(let version): self.version = version
        }
        return hasFragment ? .fragmentInTarget : nil
    }

    private mutating func conclude(_ bytes: UnsafeRawBufferPointer) -> MessageFault? {
        let hostFault = concludeHost(bytes)
        isWhole = hostFault == nil
        if isMethod("TRACE", bytes) || isMethod("CONNECT", bytes) { return .methodNotAllowed }
        if let hostFault { return hostFault }
        if facts.isChunked {
            guard version == .http11 else { return .badTransferEncoding }
            framing = .chunked
        } else if let length = facts.contentLength, length > 0 {
            framing = .length(length)
        } else {
            framing = .none
        }
        expectsContinue = false
        if let index = facts.expectation {
            guard Bytes.equal(bytes, section.fields[index].valueRange, "100-continue") else {
                return .unknownExpectation
            }
            expectsContinue = version == .http11 && framing != .none
        }
        return concludeUpgrade(bytes)
    }

    private mutating func concludeUpgrade(_ bytes: UnsafeRawBufferPointer) -> MessageFault? {
        upgrade = nil
        // RFC 9110, section 7.8: one of HTTP/1.0 is to be ignored. With a body, two readers may differ on where it ends.
        guard facts.namesUpgrade, let index = facts.upgrade, version == .http11, framing == .none else { return nil }
        guard let offer = UpgradeOffer(bytes, section.fields[index].valueRange) else { return nil }
        if offer.isWebSocket {
            // Opened by GET alone: RFC 6455, section 4.1.
            guard isMethod("GET", bytes) else { return nil }
            if let fault = WebSocketHandshake.fault(in: section.fields, bytes, facts) { return fault }
        }
        upgrade = offer
        return nil
    }

    private mutating func concludeHost(_ bytes: UnsafeRawBufferPointer) -> MessageFault? {
        guard facts.hostCount <= 1 else { return .severalHosts }
        if let index = facts.host {
            guard Authority.isWellFormed(bytes, section.fields[index].valueRange) else { return .badHost }
        } else if version == .http11 {
            return .missingHost
        }
        if bytes[target.lowerBound] == UInt8(ascii: "/") { return nil }
        if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*") {
            return isMethod("OPTIONS", bytes) ? nil : .badTarget
        }
        guard let authority = Authority.ofAbsoluteForm(bytes, target) else { return .badTarget }
        guard let index = facts.host, Bytes.equal(bytes, authority, section.fields[index].valueRange) else {
            return .hostDiffers
        }
        target = authority.upperBound..<target.upperBound
        return nil
    }
}

extension RequestHead {
    /// Whether the method is `name`: methods are told apart by case.
    func isMethod(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        Bytes.areEqual(bytes, method, name)
    }

    func isMethod(_ name: StaticString) -> Bool {
        bytes.withUnsafeReadableBytes { isMethod(name, $0) }
    }

    /// Whether the client wants its connection kept for another request.
    var wantsKeepAlive: Bool {
        switch version {
        case .http11: !facts.closes
        case .http10: facts.keepsAlive && !facts.closes
        }
    }

    /// Whether doing it twice is as good as once: RFC 9110, section 9.2.2, and WebDAV's reading methods.
    var isIdempotent: Bool {
        bytes.withUnsafeReadableBytes { bytes in
            isMethod("GET", bytes) || isMethod("HEAD", bytes) || isMethod("OPTIONS", bytes) || isMethod("PUT", bytes)
                || isMethod("DELETE", bytes) || isMethod("PROPFIND", bytes)
        }
    }
}
