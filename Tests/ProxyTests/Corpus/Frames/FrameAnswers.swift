// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHPACK

/// What a client of frames has got so far.
struct FrameAnswers {
    struct Stream {
        var statuses: [Int] = []
        /// Of all its heads and trailers.
        var fields: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var isComplete = false
        var reset: String?

        var isOver: Bool { isComplete || reset != nil }
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var streams: [Int: Stream] = [:]
    /// The error of the last GOAWAY.
    private(set) var goAway: String?
    private(set) var pings = 0

    /// - Throws: for what a server must not send.
    init(_ bytes: [UInt8]) throws {
        var decoder = HPACKDecoder(
            allocator: ByteBufferAllocator(),
            maxDynamicTableSize: 4096,
            maxHeaderListSize: 1 << 20
        )
        var rest = bytes[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { return }
            let payload = Array(rest.dropFirst(9).prefix(length))
            rest = rest.dropFirst(9 + length)
            let stream = head[5...8].reduce(0) { $0 << 8 | Int($1) }
            try take(type: head[3], flags: head[4], stream: stream, payload, &decoder)
        }
    }

    private mutating func take(
        type: UInt8,
        flags: UInt8,
        stream: Int,
        _ payload: [UInt8],
        _ decoder: inout HPACKDecoder
    ) throws {
        let error = { (bytes: ArraySlice<UInt8>) in FrameBytes.errors[Int(bytes.last ?? 0)] }
        guard payload.count <= 16384 else { throw Malformed(description: "a frame of \(payload.count)") }
        if stream > 0, type <= 1 {
            guard streams[stream]?.isOver != true else { throw Malformed(description: "a frame behind the end") }
        }
        switch type {
        case 0:
            guard streams[stream]?.fields.isEmpty == false else { throw Malformed(description: "DATA first") }
            streams[stream, default: Stream()].body += payload
        case 1:
            var block = ByteBuffer(bytes: payload)
            let headers = try decoder.decodeHeaders(from: &block)
            for (name, value, _) in headers {
                guard name == name.lowercased(), !["connection", "transfer-encoding"].contains(name) else {
                    throw Malformed(description: "the field \(name)")
                }
                if name == ":status" { streams[stream, default: Stream()].statuses.append(Int(value) ?? 0) }
                streams[stream, default: Stream()].fields.append((name, value))
            }
        case 3: streams[stream, default: Stream()].reset = error(payload[...])
        case 6: pings += 1
        case 7: goAway = error(payload[4..<8])
        default: break
        }
        if type <= 1, flags & 1 != 0 { streams[stream, default: Stream()].isComplete = true }
    }
}
