// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a proxy before this one says of a connection ahead of its first byte: the PROXY protocol, version 1 or 2.
struct ProxyHeader: Hashable {
    /// Where the connection comes from. Nil: from whoever opened it, as with a check of the proxy's own, or where there is no IP.
    var source: IPAddress?
    /// The client spoke TLS to the proxy.
    var isSecure = false

    enum Reading: Hashable {
        /// It may yet be one.
        case incomplete
        case complete(ProxyHeader, length: Int)
        case refused(Fault)
    }

    enum Fault: String {
        case absent = "no PROXY header"
        case malformed = "a malformed PROXY header"
        case tooLong = "a PROXY header that is too long"
        case corrupt = "a PROXY header whose checksum is wrong"
    }

    /// - Parameter bytes: all that came so far, the header and what follows it.
    static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        guard let first = bytes.first else { return .incomplete }
        return first == UInt8(ascii: "P") ? readText(bytes) : readBinary(bytes)
    }
}

// MARK: - Version 1

extension ProxyHeader {
    /// With its CR LF.
    static let longestText = 107
    private static let word: [UInt8] = Array("PROXY ".utf8)

    private static func readText(_ bytes: UnsafeRawBufferPointer) -> Reading {
        for (byte, wanted) in zip(bytes, word) where byte != wanted { return .refused(.absent) }
        guard let feed = Bytes.lineFeed(in: UnsafeRawBufferPointer(rebasing: bytes.prefix(longestText)), from: 0) else {
            return bytes.count < longestText ? .incomplete : .refused(.tooLong)
        }
        guard feed > word.count, bytes[feed - 1] == Bytes.carriageReturn else { return .refused(.malformed) }
        let line = UnsafeRawBufferPointer(rebasing: bytes[word.count..<(feed - 1)])
        let parts = line.split(separator: Bytes.space, omittingEmptySubsequences: false)
        // Whatever else it says of what it does not know: that is to be skipped.
        if parts[0].elementsEqual("UNKNOWN".utf8) { return .complete(ProxyHeader(), length: feed + 1) }
        guard parts.count == 5, isPort(parts[3]), isPort(parts[4]) else { return .refused(.malformed) }
        let isLong = parts[0].elementsEqual("TCP6".utf8)
        guard isLong || parts[0].elementsEqual("TCP4".utf8), let source = address(parts[1], isLong),
            address(parts[2], isLong) != nil
        else { return .refused(.malformed) }
        return .complete(ProxyHeader(source: source), length: feed + 1)
    }

    private static func address(_ text: Slice<UnsafeRawBufferPointer>, _ isLong: Bool) -> IPAddress? {
        guard text.contains(UInt8(ascii: ":")) == isLong else { return nil }
        return IPAddress(parsing: UnsafeRawBufferPointer(rebasing: text))
    }

    private static func isPort(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard (1...5).contains(text.count), text.allSatisfy(Bytes.isDigit) else { return false }
        guard text.first != UInt8(ascii: "0") || text.count == 1 else { return false }
        return text.reduce(0) { $0 * 10 + Int($1 & 0x0F) } <= 65535
    }
}
