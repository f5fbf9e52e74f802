// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc
internal import NIOCore

/// What is kept of a request for its line in the log and for notes on its response.
extension ClientConnection {
    /// The head of the response is there. An answer below 500 costs nothing here.
    func noteAnswer(status: Int) {
        let took = NIODeadline.now() - began
        story.firstByte = took
        guard status >= 500, let records = loop.settings.guardRecords, let service = route?.service else { return }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        story.told(
            records.record(of: service),
            at: .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec),
            requestTook: Duration(took)
        )
    }

    /// Nil where there is nothing to add.
    var responseNotes: ResponseNotes? {
        guard story.refusal != nil || story.hasSeenStart else { return nil }
        return ResponseNotes(
            story: story,
            namesRefusals: loop.settings.namesRefusals,
            showsStarts: loop.settings.showsStarts
        )
    }

    func logRequest() {
        loop.accessLog?.write(line(hasHead: true), of: head)
    }

    /// For what came in place of a request.
    /// - Parameter isAnswered: the client is told so.
    func logFault(_ answer: OwnAnswer, isAnswered: Bool = true) {
        guard let log = loop.accessLog else { return }
        story = RequestStory()
        story.verdict = answer.error
        bodyBytes = 0
        responseBytes = 0
        responseStatus = isAnswered ? answer.status : nil
        began = lastRead
        route = nil
        if head.isWhole {
            origin = head.bytes.withUnsafeReadableBytes { bytes in
                let trusted = loop.settings.trustedProxies
                return peer.isTrusted
                    ? Origin(peer, told: head.section.fields, bytes, trusted: trusted) : Origin(peer)
            }
        }
        log.write(line(hasHead: head.isWhole), of: head)
    }

    /// For a stream whose head was malformed, and which was reset.
    func noteMalformed() {
        lastRead = .now()
        logFault(OwnAnswer(.malformed), isAnswered: false)
    }

    private func line(hasHead: Bool) -> AccessLine {
        AccessLine(
            hasHead: hasHead,
            client: hasHead ? origin.client : peer.text,
            speaksHTTP2: peer.speaksHTTP2,
            status: responseStatus,
            requestBytes: bodyBytes,
            responseBytes: responseBytes,
            duration: .now() - began,
            service: route?.service,
            story: story
        )
    }
}
