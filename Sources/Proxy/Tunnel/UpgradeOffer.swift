// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The one protocol that a client would rather speak, as offsets into the head of its request.
struct UpgradeOffer: Hashable {
    /// As it came: `websocket`, or a name and a version such as `chat/2`.
    let name: Range<Int>
    let isWebSocket: Bool

    /// Nil: what the field says is to be ignored. That is a list, of which the worker might choose what we do not see; what is no
    /// protocol's name; and HTTP or TLS over this connection, which are not the worker's to speak.
    init?(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) {
        var slash: Int?
        for index in value where !Bytes.isToken(bytes[index]) {
            guard bytes[index] == UInt8(ascii: "/"), slash == nil, index > value.lowerBound else { return nil }
            slash = index
        }
        guard !value.isEmpty, slash != value.upperBound - 1 else { return nil }
        let bare = value.lowerBound..<(slash ?? value.upperBound)
        for refused in ["h2c", "h2", "h3", "http", "tls", "ssl"] as [StaticString]
        where Bytes.equal(bytes, bare, refused) {
            return nil
        }
        name = value
        isWebSocket = Bytes.equal(bytes, value, "websocket")
        // A version of it is none that exists.
        if !isWebSocket, Bytes.equal(bytes, bare, "websocket") { return nil }
    }

    /// Why a worker's 101 does not answer this offer. Nil: it does.
    func fault(of response: borrowing ResponseHead, to request: borrowing RequestHead) -> MessageFault? {
        let facts = response.facts
        guard response.version == .http11, facts.namesUpgrade, let index = facts.upgrade,
            !facts.isChunked, facts.contentLength ?? 0 == 0
        else { return .badUpgrade }
        return request.bytes.withUnsafeReadableBytes { asked in
            response.bytes.withUnsafeReadableBytes { answered in
                let chosen = response.section.fields[index].valueRange
                guard chosen.count == name.count else { return .badUpgrade }
                for (left, right) in zip(chosen, name)
                where Bytes.lowercased(answered[left]) != Bytes.lowercased(asked[right]) {
                    return .badUpgrade
                }
                guard isWebSocket else { return nil }
                let key = WebSocketHandshake.key(in: request.section.fields, asked)
                let isAccepted = WebSocketHandshake.accepts(response.section.fields, answered, key: key)
                return isAccepted ? nil : .badUpgrade
            }
        }
    }
}
