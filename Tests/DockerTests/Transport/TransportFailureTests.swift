// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc
internal import NIOCore
internal import Testing

@testable import Docker

struct TransportFailureTests {
    private func error(_ cause: any Error) -> EngineError {
        TransportFailure(address: .unix(path: "/s")).error(cause, of: EngineCall(.get, "/x", purpose: "look"))
    }

    @Test func socketOfOthersIsADifferentMatterFromAnAbsentOne() {
        let denied = error(IOError(errnoCode: EACCES, reason: "connect"))
        #expect(denied.reason == .permissionDenied)
        #expect(denied.message.contains("add it to the group 'docker'"))
        let absent = error(IOError(errnoCode: ENOENT, reason: "connect"))
        #expect(absent.reason == .unavailable)
    }

    @Test func brokenConnectionIsUnavailable() {
        #expect(error(IOError(errnoCode: ECONNRESET, reason: "read")).reason == .unavailable)
        #expect(error(ChannelError.eof).reason == .unavailable)
        #expect(error(CancellationError()).reason == .unavailable)
    }

    @Test func deadlineNamesHowLongWasWaited() {
        #expect(error(DeadlineExceeded()).reason == .timedOut)
        #expect(error(DeadlineExceeded()).message.hasPrefix("cannot look: "))
        #expect(error(DeadlineExceeded()).message.contains("within 5"))
    }

    @Test func errorsOfOursStayAsTheyAre() {
        #expect(error(EngineError(.noSpace, "full")) == EngineError(.noSpace, "full"))
    }
}
