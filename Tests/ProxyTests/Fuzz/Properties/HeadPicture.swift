// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@testable import Proxy

/// Everything that was read from a head, for comparison.
struct HeadPicture: Equatable {
    enum Reading: Equatable {
        case incomplete
        case refused(MessageFault)
        /// - Parameter taken: the bytes that were taken out of the stream, with an empty line before the head.
        case complete(HeadPicture, taken: Int)
    }

    let bytes: [UInt8]
    let version: MessageVersion
    /// Method and target, or reason.
    let parts: [Range<Int>]
    let names: [Range<Int>]
    let values: [Range<Int>]
    let lines: [Range<Int>]
    let kinds: [FieldName]
    let framing: BodyFraming
    let status: Int
    /// Claims about the connection and the body.
    let claims: [Bool]

    init(_ head: borrowing RequestHead) {
        bytes = Octets.of(head.bytes)
        version = head.version
        parts = [head.method, head.target]
        framing = head.framing
        status = 0
        claims = [
            head.expectsContinue, head.upgrade != nil, head.upgrade?.isWebSocket == true, head.wantsKeepAlive,
            head.isIdempotent, head.facts.isChunked, head.facts.contentLength != nil, head.facts.namesUpgrade,
        ]
        let fields = head.section.fields
        names = fields.map(\.nameRange)
        values = fields.map(\.valueRange)
        lines = fields.map(\.line)
        kinds = fields.map(\.name)
    }

    init(_ head: borrowing ResponseHead) {
        bytes = Octets.of(head.bytes)
        version = head.version
        parts = [head.reason]
        framing = head.framing
        status = head.status
        claims = [
            head.keepsAlive, head.isInterim, head.facts.isChunked, head.facts.contentLength != nil,
            head.facts.namesUpgrade,
        ]
        let fields = head.section.fields
        names = fields.map(\.nameRange)
        values = fields.map(\.valueRange)
        lines = fields.map(\.line)
        kinds = fields.map(\.name)
    }
}
