// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Synchronization

/// A worker with HTTP/2 that reads frames, and answers each stream with those of its case.
enum FrameWorker {
    static func serve(_ wire: Wire, _ subject: FrameCase, _ record: CorpusRun.Record) async throws {
        var answered: Set<Int> = []
        var isGreeted = false
        while !wire.hasEnded {
            let count = wire.receivedCount
            let bytes = wire.receivedBytes
            guard bytes.count > FrameBytes.preface.count else {
                try await eventually("a preface", within: .seconds(60)) { wire.receivedCount > count || wire.hasEnded }
                continue
            }
            guard bytes.starts(with: FrameBytes.preface) else {
                return record.violations.withLock { $0.append("no preface") }
            }
            if !isGreeted {
                isGreeted = true
                let settings = FrameBytes.frame(type: 4, stream: 0) + FrameBytes.frame(type: 4, flags: 1, stream: 0)
                try await wire.send(settings)
            }
            let seen = try FrameAnswers(Array(bytes.dropFirst(FrameBytes.preface.count)))
            for (stream, request) in seen.streams.sorted(by: { $0.key < $1.key })
            where request.isComplete && !answered.contains(stream) {
                answered.insert(stream)
                let seen = self.seen(request)
                record.requests.withLock { $0.append(seen) }
                try await wire.send(try answer(to: seen, on: stream, subject))
            }
            try await eventually("more", within: .seconds(60)) { wire.receivedCount > count || wire.hasEnded }
        }
    }

    private static func answer(to request: SeenRequest, on stream: Int, _ subject: FrameCase) throws -> [UInt8] {
        guard request.target != "/probe" else {
            let block = FrameBytes.field(Array(":status".utf8), Array("200".utf8))
            return FrameBytes.frame(type: 1, flags: 5, stream: stream, block)
        }
        var bytes: [UInt8] = []
        for frame in subject.answer { bytes += try frame.bytes(on: stream) }
        return bytes
    }

    private static func seen(_ request: FrameAnswers.Stream) -> SeenRequest {
        var fields = StrictFields()
        fields.fields = request.fields.filter { !$0.name.hasPrefix(":") }
        func pseudo(_ name: String) -> String { request.fields.first { $0.name == name }?.value ?? "" }
        fields.fields.append((name: "host", value: pseudo(":authority")))
        return SeenRequest(
            method: pseudo(":method"),
            target: pseudo(":path"),
            fields: fields,
            body: request.body,
            trailers: []
        )
    }
}
