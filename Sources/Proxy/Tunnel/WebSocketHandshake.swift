// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// What a WebSocket's opening must say: RFC 6455, section 4.
enum WebSocketHandshake {
    /// Every server appends it to the key: RFC 6455, section 1.3.
    private static let suffix = Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Why a request does not open one. Nil: it does.
    static func fault(in fields: [Field], _ bytes: UnsafeRawBufferPointer, _ facts: FieldFacts) -> MessageFault? {
        guard let version = only("sec-websocket-version", in: fields, bytes),
            Bytes.areEqual(bytes, version.valueRange, "13"), !facts.endsHere(version, bytes)
        else { return .webSocketVersion }
        guard let key = only("sec-websocket-key", in: fields, bytes), isKey(bytes, key.valueRange),
            !facts.endsHere(key, bytes)
        else { return .badWebSocketKey }
        return nil
    }

    /// The key as it came; empty: there is none.
    static func key(in fields: [Field], _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        only("sec-websocket-key", in: fields, bytes).map { Array(bytes[$0.valueRange]) } ?? []
    }

    /// Whether a response proves that its worker has understood the opening with this key.
    static func accepts(_ fields: [Field], _ bytes: UnsafeRawBufferPointer, key: [UInt8]) -> Bool {
        guard let field = only("sec-websocket-accept", in: fields, bytes) else { return false }
        return bytes[field.valueRange].elementsEqual(accept(key))
    }

    /// Base64 of the SHA-1 of key and suffix.
    private static func accept(_ key: [UInt8]) -> [UInt8] {
        let digest = Array(Insecure.SHA1.hash(data: key + suffix))
        var result: [UInt8] = []
        for start in stride(from: 0, to: digest.count, by: 3) {
            let group = digest[start..<min(start + 3, digest.count)]
            var bits = group.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
            bits <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                result.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place) & 0x3F)])
            }
        }
        return result
    }

    /// Whether it is 16 bytes in base64.
    private static func isKey(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard range.count == 24, bytes[range.upperBound - 1] == UInt8(ascii: "="),
            bytes[range.upperBound - 2] == UInt8(ascii: "=")
        else { return false }
        return bytes[range.lowerBound..<(range.upperBound - 2)].allSatisfy { alphabet.contains($0) }
    }

    /// The field of that name. Nil: there is none, or several.
    private static func only(_ name: StaticString, in fields: [Field], _ bytes: UnsafeRawBufferPointer) -> Field? {
        var found: Field?
        for field in fields where Bytes.equal(bytes, field.nameRange, name) {
            guard found == nil else { return nil }
            found = field
        }
        return found
    }
}
