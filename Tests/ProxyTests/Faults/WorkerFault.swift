// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// One way in which a worker fails the request it was given.
struct WorkerFault: Sendable, CustomTestStringConvertible {
    /// What the client must see of it.
    enum Outcome: Sendable {
        /// An answer of ours, whole.
        case answer(Int)
        /// The beginning of the worker's answer, and a connection that does not end in order.
        case cut
        /// The worker's own answer, whole.
        case relayed(Int)
    }

    let name: String
    let outcome: Outcome
    /// Fields and body of the request that meets it.
    var request = "\r\n"
    let act: @Sendable (Wire) async throws -> Void

    var testDescription: String { name }

    static let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    static let upload = "Content-Length: 4000000\r\n\r\n" + String(repeating: "x", count: 3_000_000)

    /// More than the system takes for a worker that does not read.
    static let longUpload = "Content-Length: 67108864\r\n\r\n" + String(repeating: "x", count: 64 << 20)

    static let all: [WorkerFault] = [
        WorkerFault(name: "closes before its head", outcome: .answer(502)) { await $0.close() },
        WorkerFault(name: "resets before its head", outcome: .answer(502)) { try await $0.reset() },
        WorkerFault(name: "ends its side before its head", outcome: .answer(502)) { try await $0.finishSending() },
        WorkerFault(name: "closes in its head", outcome: .answer(502)) {
            try await $0.send("HTTP/1.1 200 OK\r\nContent-Le")
            await $0.close()
        },
        WorkerFault(name: "resets in its head", outcome: .answer(502)) {
            try await $0.send("HTTP/1.1 200")
            try await $0.reset()
        },
        WorkerFault(name: "closes after its head", outcome: .cut) {
            try await $0.send(head)
            await $0.close()
        },
        WorkerFault(name: "resets after its head", outcome: .cut) {
            try await $0.send(head)
            try await $0.reset()
        },
        WorkerFault(name: "closes in its body", outcome: .cut) {
            try await $0.send(head + String(repeating: "y", count: 100_000))
            await $0.close()
        },
        WorkerFault(name: "resets in a chunk", outcome: .cut) {
            try await $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nabc")
            try await $0.reset()
        },
        WorkerFault(name: "sends garbage for a chunk", outcome: .cut) {
            try await $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n")
        },
        WorkerFault(name: "sends garbage", outcome: .answer(502)) { try await $0.send("\0\u{1}\u{2}garbage\r\n\r\n") },
        WorkerFault(name: "sends fields without end", outcome: .answer(502)) { wire in
            try await wire.send("HTTP/1.1 200 OK\r\n")
            let line = "X-Filler: \(String(repeating: "f", count: 8000))\r\n"
            // 100 MB, if anybody took them.
            for _ in 0..<12_500 { try await wire.send(line) }
        },
        WorkerFault(name: "sends a line without end", outcome: .answer(502)) { wire in
            for _ in 0..<1600 { try await wire.send([UInt8](repeating: 0x41, count: 1 << 16)) }
        },
        WorkerFault(name: "sends hints without end", outcome: .answer(502)) { wire in
            for _ in 0..<100_000 { try await wire.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n") }
        },
        WorkerFault(name: "answers nothing", outcome: .answer(504)) { _ in },
        WorkerFault(name: "begins an answer and goes silent", outcome: .cut) { try await $0.send(head + "abc") },
        WorkerFault(name: "sends its head a byte at a time, too slowly", outcome: .answer(504)) { wire in
            for byte in head.utf8 {
                try await wire.send([byte])
                try await Task.sleep(for: .milliseconds(500))
            }
        },
        WorkerFault(name: "sends two answers", outcome: .relayed(200)) {
            try await $0.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
            )
        },
        WorkerFault(name: "sends garbage after its answer", outcome: .relayed(200)) {
            try await $0.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\0\0\0\0")
        },
        WorkerFault(name: "closes while the upload goes on", outcome: .answer(502), request: upload) {
            await $0.close()
        },
        WorkerFault(name: "resets while the upload goes on", outcome: .answer(502), request: upload) {
            try await $0.reset()
        },
        WorkerFault(name: "never reads the upload", outcome: .answer(504), request: longUpload) {
            try await $0.pauseReading()
        },
        WorkerFault(name: "answers before the upload is over", outcome: .relayed(413), request: upload) {
            try await $0.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
        },
    ]
}
