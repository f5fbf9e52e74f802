// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the fields of a head say about its body and its connection, before a request or a response draws conclusions.
struct FieldFacts {
    private(set) var contentLength: UInt64?
    private(set) var isChunked = false
    private(set) var closes = false
    private(set) var keepsAlive = false
    /// Names in `Connection` of fields that end here, other than those that always do.
    private(set) var connectionOptions: [Range<Int>] = []
    /// Index of the field; nil: there is none.
    private(set) var host: Int?
    private(set) var hostCount = 0
    private(set) var authorization: Int?
    private(set) var authorizationCount = 0
    private(set) var expectation: Int?
    private(set) var requestID: Int?
    /// The only `Upgrade`. Nil: there is none, or several.
    private(set) var upgrade: Int?
    /// `Connection` names it, as it must where it is meant for the neighbour.
    private(set) var namesUpgrade = false
    /// It came through a proxy that says so.
    private(set) var hasVia = false
    private var upgradeCount = 0
    private var codings = 0
    /// More names than that in `Connection` are no use but to make us compare.
    private static let mostConnectionOptions = 16

    mutating func read(_ fields: [Field], _ bytes: UnsafeRawBufferPointer) -> MessageFault? {
        reset()
        for index in fields.indices {
            let field = fields[index]
            switch field.name {
            case .other, .hopByHop, .identity, .forwarded, .realIP, .forwardedFor, .forwardedProto, .forwardedHost,
                .forwardedPrefix, .memory, .underscored:
                break
            case .via: hasVia = true
            case .host:
                host = index
                hostCount += 1
            case .authorization:
                authorization = index
                authorizationCount += 1
            case .expect:
                guard expectation == nil else { return .unknownExpectation }
                expectation = index
            case .requestID: requestID = index
            case .upgrade:
                upgradeCount += 1
                upgrade = upgradeCount == 1 ? index : nil
            case .contentLength: if let fault = readLength(bytes, field.valueRange) { return fault }
            case .transferEncoding: if let fault = readCodings(bytes, field.valueRange) { return fault }
            case .connection: if let fault = readOptions(bytes, field.valueRange) { return fault }
            }
        }
        return contentLength != nil && codings > 0 ? .lengthAndCoding : nil
    }

    /// Whether `Connection` names the field.
    func endsHere(_ field: Field, _ bytes: UnsafeRawBufferPointer) -> Bool {
        for option in connectionOptions where Bytes.equal(bytes, option, field.nameRange) { return true }
        return false
    }

    private mutating func reset() {
        contentLength = nil
        isChunked = false
        closes = false
        keepsAlive = false
        connectionOptions.removeAll(keepingCapacity: true)
        host = nil
        hostCount = 0
        authorization = nil
        authorizationCount = 0
        expectation = nil
        requestID = nil
        upgrade = nil
        namesUpgrade = false
        hasVia = false
        upgradeCount = 0
        codings = 0
    }

    private mutating func readLength(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> MessageFault? {
        guard contentLength == nil else { return .severalContentLengths }
        // 18 digits always fit, and no body is longer.
        guard !range.isEmpty, range.count <= 18 else { return .badContentLength }
        var length: UInt64 = 0
        for index in range {
            guard Bytes.isDigit(bytes[index]) else { return .badContentLength }
            length = length * 10 + UInt64(bytes[index] & 0x0F)
        }
        contentLength = length
        return nil
    }

    private mutating func readCodings(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> MessageFault? {
        codings += 1
        guard codings == 1 else { return .badTransferEncoding }
        if Bytes.equal(bytes, range, "chunked") {
            isChunked = true
            return nil
        }
        // A body whose last coding is chunked could be read, if only we knew the others.
        var last = range.upperBound
        while last > range.lowerBound, bytes[last - 1] != UInt8(ascii: ",") { last -= 1 }
        guard last > range.lowerBound,
            Bytes.equal(bytes, Bytes.trimmed(bytes, last..<range.upperBound), "chunked"),
            !Bytes.equal(bytes, Bytes.trimmed(bytes, range.lowerBound..<(last - 1)), "chunked")
        else { return .badTransferEncoding }
        return .unknownTransferCoding
    }

    private mutating func readOptions(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> MessageFault? {
        var start = range.lowerBound
        while start <= range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            let option = Bytes.trimmed(bytes, start..<end)
            start = end + 1
            if option.isEmpty { continue }
            for index in option where !Bytes.isToken(bytes[index]) { return .badConnectionField }
            if Bytes.equal(bytes, option, "close") {
                closes = true
            } else if Bytes.equal(bytes, option, "keep-alive") {
                keepsAlive = true
            } else if Bytes.equal(bytes, option, "upgrade") {
                namesUpgrade = true
            } else {
                guard connectionOptions.count < Self.mostConnectionOptions else { return .badConnectionField }
                connectionOptions.append(option)
            }
        }
        return nil
    }
}
