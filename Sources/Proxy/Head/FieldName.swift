// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The field names that mean something to the proxy. Every other field is only passed on.
enum FieldName: UInt8 {
    case other
    case host, contentLength, transferEncoding, connection, upgrade, expect, authorization
    /// Between two neighbours only: `keep-alive`, `te`, `trailer`, `http2-settings` and `proxy-*`.
    case hopByHop
    /// Who a client claims to be or to have come through: `x-forwarded-*` but for the four below.
    case identity
    case forwarded, realIP
    case forwardedFor, forwardedProto, forwardedHost, forwardedPrefix
    case via, requestID
    /// `plimsoll-memory`: ours to say, whoever else says it.
    case memory
    /// With an underscore: many programs take it for the name with a hyphen.
    case underscored

    /// - Parameter hasUnderscore: whether the name holds `_`; known while it was read.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, hasUnderscore: Bool) {
        self = hasUnderscore ? .underscored : Self.known(bytes, range)
    }

    /// What a program may take a name with underscores for.
    static func withHyphens(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> FieldName {
        bytes[range].map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
            .withUnsafeBytes { known($0, 0..<$0.count) }
    }

    private static func known(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> FieldName {
        func isName(_ text: StaticString) -> Bool { Bytes.areEqualTokens(bytes, range, text) }
        func begins(_ text: StaticString) -> Bool {
            let length = text.utf8CodeUnitCount
            return range.count > length
                && Bytes.areEqualTokens(bytes, range.lowerBound..<(range.lowerBound + length), text)
        }
        switch range.count {
        case 2: if isName("te") { return .hopByHop }
        case 3: if isName("via") { return .via }
        case 4: if isName("host") { return .host }
        case 6: if isName("expect") { return .expect }
        case 7:
            if isName("upgrade") { return .upgrade }
            if isName("trailer") { return .hopByHop }
        case 9:
            if isName("forwarded") { return .forwarded }
            if isName("x-real-ip") { return .realIP }
        case 10:
            if isName("connection") { return .connection }
            if isName("keep-alive") { return .hopByHop }
        case 12: if isName("x-request-id") { return .requestID }
        case 13: if isName("authorization") { return .authorization }
        case 14:
            if isName("content-length") { return .contentLength }
            if isName("http2-settings") { return .hopByHop }
        case 15:
            if isName("x-forwarded-for") { return .forwardedFor }
            if isName("plimsoll-memory") { return .memory }
        case 16: if isName("x-forwarded-host") { return .forwardedHost }
        case 17:
            if isName("transfer-encoding") { return .transferEncoding }
            if isName("x-forwarded-proto") { return .forwardedProto }
        case 18: if isName("x-forwarded-prefix") { return .forwardedPrefix }
        default: break
        }
        if begins("proxy-") { return .hopByHop }
        if begins("x-forwarded-") { return .identity }
        return .other
    }
}
