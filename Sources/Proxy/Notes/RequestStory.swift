// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import NIOCore

/// How one request came by its answer, as far as anybody is told.
struct RequestStory {
    /// An allocation that the worker was refused shortly before its answer.
    struct Refusal {
        var size: ByteCount
        var limit: ByteCount?
    }

    /// What became of it: `relayed`, the word of an answer of ours, `client_left` or `cut_off`.
    var verdict = "relayed"
    var worker: LiveWorker?
    /// How long it stood in line altogether.
    var inLine = TimeAmount.zero
    /// From its beginning to the head of the response.
    var firstByte: TimeAmount?
    var refusal: Refusal?
    /// It waited for the start of its worker.
    var hasSeenStart = false
    private var linedUp: NIODeadline?
    private var newestEpoch: UInt64 = 0

    mutating func stoodInLine(behind epoch: UInt64) {
        linedUp = .now()
        newestEpoch = epoch
    }

    mutating func leftLine() {
        if let linedUp { inLine = inLine + (.now() - linedUp) }
        linedUp = nil
    }

    mutating func leased(_ worker: LiveWorker) {
        self.worker = worker
        if linedUp != nil, worker.epoch > newestEpoch, worker.start != nil { hasSeenStart = true }
        leftLine()
    }

    /// Decides whether `record`, read at `now`, tells of a refusal that the answer may have come of: one during the request, or in the two
    /// seconds before its answer.
    mutating func told(_ record: GuardRecord?, at now: Duration, requestTook duration: Duration) {
        guard let record, let last = record.lastRefusal else { return }
        let age = now - last.time
        // A clock that was set back a little must not hide it.
        guard age >= .seconds(-1), age <= max(duration, Self.window) else { return }
        refusal = Refusal(size: last.size, limit: record.limit)
    }

    static let clientLeft = "client_left"

    static let window = Duration.seconds(2)
}
