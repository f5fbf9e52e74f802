// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import NIOCore

/// One request that has ended, as a line of the access log: the facts of it, and no field's value but its path.
struct AccessLine {
    /// False: what came was no head, so there are neither method nor path.
    var hasHead: Bool
    var client: [UInt8]
    var speaksHTTP2: Bool
    /// What the client was answered; nil: it left before it was.
    var status: Int?
    var requestBytes: UInt64
    var responseBytes: UInt64
    var duration: TimeAmount
    var service: ServiceName?
    var story: RequestStory

    func write(
        _ head: borrowing RequestHead,
        to output: inout ByteBuffer,
        clock: inout LogClock,
        includesQuery: Bool
    ) {
        output.writeStaticString("{\"time\":\"")
        clock.writeNow(to: &output)
        output.writeStaticString("\",\"client\":")
        client.withUnsafeBytes { JSONText.write($0, to: &output) }
        writeTarget(of: head, to: &output, includesQuery: includesQuery)
        output.writeStaticString(",\"status\":")
        write(status.map { UInt64($0) }, to: &output)
        output.writeStaticString(",\"bytes_in\":")
        output.writeDecimal(requestBytes)
        output.writeStaticString(",\"bytes_out\":")
        output.writeDecimal(responseBytes)
        output.writeStaticString(",\"duration_ms\":")
        output.writeMilliseconds(duration)
        output.writeStaticString(",\"line_ms\":")
        output.writeMilliseconds(story.inLine)
        output.writeStaticString(",\"ttfb_ms\":")
        if let firstByte = story.firstByte {
            output.writeMilliseconds(firstByte)
        } else {
            output.writeStaticString("null")
        }
        write("service", service?.text, to: &output)
        write("worker", story.worker?.id.text, to: &output)
        write("verdict", story.verdict, to: &output)
        if let refusal = story.refusal {
            output.writeStaticString(",\"refused_bytes\":")
            output.writeDecimal(UInt64(refusal.size.bytes))
            output.writeStaticString(",\"refused_of_bytes\":")
            write(refusal.limit.map { UInt64($0.bytes) }, to: &output)
        }
        output.writeStaticString("}\n")
    }

    private func writeTarget(of head: borrowing RequestHead, to output: inout ByteBuffer, includesQuery: Bool) {
        guard hasHead else {
            output.writeStaticString(",\"method\":null,\"path\":null,\"protocol\":")
            output.writeStaticString(speaksHTTP2 ? "\"HTTP/2.0\"" : "null")
            return
        }
        let method = head.method
        let target = head.target
        head.bytes.withUnsafeReadableBytes { bytes in
            output.writeStaticString(",\"method\":")
            JSONText.write(UnsafeRawBufferPointer(rebasing: bytes[method]), to: &output)
            let mark = target.first { bytes[$0] == UInt8(ascii: "?") } ?? target.upperBound
            output.writeStaticString(",\"path\":")
            JSONText.write(UnsafeRawBufferPointer(rebasing: bytes[target.lowerBound..<mark]), to: &output)
            if includesQuery, mark < target.upperBound {
                output.writeStaticString(",\"query\":")
                JSONText.write(UnsafeRawBufferPointer(rebasing: bytes[(mark + 1)..<target.upperBound]), to: &output)
            }
            output.writeStaticString(",\"protocol\":\"")
            let version: StaticString = speaksHTTP2 ? "HTTP/2.0" : head.version == .http11 ? "HTTP/1.1" : "HTTP/1.0"
            output.writeStaticString(version)
            output.writeStaticString("\"")
        }
    }

    private func write(_ key: StaticString, _ text: String?, to output: inout ByteBuffer) {
        output.writeStaticString(",\"")
        output.writeStaticString(key)
        output.writeStaticString("\":")
        guard let text else {
            output.writeStaticString("null")
            return
        }
        JSONText.write(text, to: &output)
    }

    private func write(_ number: UInt64?, to output: inout ByteBuffer) {
        guard let number else {
            output.writeStaticString("null")
            return
        }
        output.writeDecimal(number)
    }
}
