// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import SeededRandom
import Testing

@testable import Proxy

/// The decisions of one request and its response, without sockets or time.
struct ExchangeStateMachineTests {
    static func machine(
        hasBody: Bool = false,
        expectsContinue: Bool = false,
        isIdempotent: Bool = true
    ) -> ExchangeStateMachine {
        ExchangeStateMachine(.init(hasBody: hasBody, expectsContinue: expectsContinue, isIdempotent: isIdempotent))
    }

    /// With a lease and a connection.
    static func linked(
        isFresh: Bool = true,
        hasBody: Bool = false,
        expectsContinue: Bool = false,
        isIdempotent: Bool = true
    ) -> ExchangeStateMachine {
        var machine = machine(hasBody: hasBody, expectsContinue: expectsContinue, isIdempotent: isIdempotent)
        _ = machine.began()
        _ = machine.leased()
        _ = machine.connected(isFresh: isFresh)
        return machine
    }

    @Test func aWarmRequestTakesThePlainWay() {
        var machine = Self.machine()
        #expect(machine.began().list == [.askForWorker])
        #expect(machine.leased().list == [.connect])
        #expect(machine.connected(isFresh: false).list == [.sendRequest])
        #expect(machine.patience == .response)
        #expect(machine.responseArrived().list == [.sendResponseHead])
        #expect(
            machine.responseEnded(keepsWorker: true, keepsClient: true).list
                == [.sendResponseEnd, .keepConnection, .endLease, .awaitNextRequest]
        )
    }

    @Test func aClientThatLeavesTheLineLeavesIt() {
        var machine = Self.machine()
        _ = machine.began()
        #expect(machine.hadToWait().list == [.standInLine])
        #expect(machine.clientLeft().list == [.leaveLine, .cutClient])
    }

    @Test func aClientThatLeavesCancelsItsRequest() {
        var machine = Self.linked()
        #expect(machine.clientLeft().list == [.dropConnection, .endLease, .cutClient])
        #expect(machine.clientLeft().list == [.cutClient])
    }

    @Test func aFailedConnectStandsInLineTwiceAndThenGivesUp() {
        var machine = Self.machine()
        _ = machine.began()
        for _ in 0..<2 {
            _ = machine.leased()
            #expect(machine.connectFailed().list == [.reportUnreachable, .endLease, .standInLine])
        }
        _ = machine.leased()
        #expect(machine.connectFailed().list == [.reportUnreachable, .endLease, .answer(.unreachable)])
    }

    @Test func theWorkerIsNotBlamedForWhatThisHostLacks() {
        var machine = Self.machine()
        _ = machine.began()
        _ = machine.leased()
        #expect(machine.couldNotConnect().list == [.endLease, .answer(.outOfSockets)])
    }

    @Test func aStaleConnectionIsTriedAgainOnceOnAFreshOne() {
        var machine = Self.linked(isFresh: false)
        #expect(machine.workerClosed(hasAnswered: false, hasTaken: false).list == [.dropConnection, .openConnection])
        #expect(machine.connected(isFresh: true).list == [.sendRequest])
        #expect(
            machine.workerClosed(hasAnswered: false, hasTaken: false).list == [
                .dropConnection, .endLease, .answer(.noResponse),
            ]
        )
    }

    @Test func aRequestTheWorkerTookIsNotSentAgain() {
        var machine = Self.linked(isFresh: false)
        let actions = machine.workerClosed(hasAnswered: false, hasTaken: true).list
        #expect(actions == [.dropConnection, .endLease, .answer(.noResponse)])
    }

    @Test func aRequestWhoseWorkerIsGoneAtTheSecondTryIsNotGivenToTheNext() {
        var machine = Self.linked(isFresh: false)
        _ = machine.workerClosed(hasAnswered: false, hasTaken: false)
        #expect(machine.connectFailed().list == [.reportUnreachable, .endLease, .answer(.noResponse)])
    }

    @Test(arguments: [(true, true, false), (false, false, false), (false, true, true)])
    func whatMayHaveBeenDoneIsNotDoneTwice(isFresh: Bool, isIdempotent: Bool, hasAnswered: Bool) {
        var machine = Self.linked(isFresh: isFresh, isIdempotent: isIdempotent)
        let failure: ExchangeFailure = hasAnswered ? .badResponse(.truncated) : .noResponse
        #expect(
            machine.workerClosed(hasAnswered: hasAnswered, hasTaken: false).list == [
                .dropConnection, .endLease, .answer(failure),
            ]
        )
    }

    @Test func aBodyTooLongToKeepIsNotSentAgain() {
        var machine = Self.linked(isFresh: false, hasBody: true)
        #expect(machine.keepsBodyAtHand)
        machine.bodyLeft(isAtHand: false)
        #expect(
            machine.workerClosed(hasAnswered: false, hasTaken: false).list == [
                .dropConnection, .endLease, .answer(.noResponse),
            ]
        )
    }

    @Test func aTruncatedResponseCutsTheClient() {
        var machine = Self.linked()
        _ = machine.responseArrived()
        #expect(
            machine.workerClosed(hasAnswered: true, hasTaken: false).list == [.dropConnection, .endLease, .cutClient]
        )
    }

    @Test func anEarlyResponseEndsTheUploadAndBothConnections() {
        var machine = Self.linked(hasBody: true)
        _ = machine.responseArrived()
        #expect(
            machine.responseEnded(keepsWorker: true, keepsClient: true).list
                == [.sendResponseEnd, .dropConnection, .endLease, .closeGently]
        )
    }

    @Test func theBodyWaitsForTheWorkersWord() {
        var machine = Self.linked(hasBody: true, expectsContinue: true)
        #expect(!machine.maySendBody)
        #expect(machine.patience == .continuation)
        #expect(machine.interimResponseArrived(status: 100).list == [.sendInterim, .sendBody])
        #expect(machine.maySendBody)
        #expect(machine.interimResponseArrived(status: 100).list == [])
    }

    @Test func aSilentWorkerGetsTheBodyAllTheSame() {
        var machine = Self.linked(hasBody: true, expectsContinue: true)
        #expect(machine.ranOutOfPatience(.continuation).list == [.sendContinue, .sendBody])
        #expect(machine.interimResponseArrived(status: 100).list == [])
    }

    @Test func theSeventeenthInterimResponseIsTooMany() {
        var machine = Self.linked()
        for _ in 0..<16 { #expect(machine.interimResponseArrived(status: 103).list == [.sendInterim]) }
        #expect(
            machine.interimResponseArrived(status: 103).list
                == [.dropConnection, .endLease, .answer(.tooManyInterimResponses)]
        )
    }

    @Test func nobodyAskedForAnotherProtocol() {
        var machine = Self.linked()
        #expect(
            machine.interimResponseArrived(status: 101).list
                == [.dropConnection, .endLease, .answer(.badResponse(.badUpgrade))]
        )
    }

    @Test func aClientThatEndsItsSideWithItsRequestWaitsForTheAnswer() {
        var machine = Self.linked()
        #expect(machine.clientEndedInput(after: .milliseconds(10), isWhole: true).list == [])
        #expect(
            machine.clientEndedInput(after: .seconds(2), isWhole: true).list == [
                .dropConnection, .endLease, .cutClient,
            ]
        )
    }

    @Test func aCutRequestIsAnsweredAndCancelled() {
        var machine = Self.linked(hasBody: true)
        #expect(
            machine.clientEndedInput(after: .zero, isWhole: false).list
                == [.dropConnection, .endLease, .answer(.badRequestBody(.truncated))]
        )
    }

    @Test func aWorkerThatDoesNotTakeTheBodyHoldsItBack() {
        var machine = Self.linked(hasBody: true)
        #expect(machine.workerBecameWritable(false).list == [])
        #expect(!machine.maySendBody)
        #expect(machine.isUploadStuck)
        #expect(machine.patience == .response)
        #expect(machine.workerBecameWritable(true).list == [.sendBody])
    }

    @Test func aClientThatDoesNotReadHoldsTheWorkerBack() {
        var machine = Self.linked()
        _ = machine.responseArrived()
        machine.clientBecameWritable(false)
        #expect(!machine.mayReadResponse)
        #expect(machine.patience == .clientReading)
        #expect(machine.ranOutOfPatience(.clientReading).list == [.dropConnection, .endLease, .cutClient])
    }

    /// Whatever happens in whatever order: what is leased is given back once, and nothing is answered twice.
    @Test func inAnyOrderOfEventsALeaseEndsOnceAndAnAnswerIsGivenOnce() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let hasBody = Bool.random(using: &random)
            var machine = Self.machine(
                hasBody: hasBody,
                expectsContinue: hasBody && Bool.random(using: &random),
                isIdempotent: Bool.random(using: &random)
            )
            var leases = 0
            var answers = 0
            var isOver = false
            func look(_ actions: ExchangeActions) {
                for action in actions.list {
                    switch action {
                    case .endLease: leases -= 1
                    case .answer, .sendResponseHead: answers += 1
                    case .cutClient, .awaitNextRequest, .closeGently: isOver = true
                    default: break
                    }
                    if case .answer = action { isOver = true }
                }
                #expect(leases >= 0 && leases <= 1)
                #expect(answers <= 1)
            }
            look(machine.began())
            for _ in 0..<30 where !isOver {
                let roll = Int.random(in: 0..<14, using: &random)
                switch (machine.worker, roll) {
                case (.absent, _), (.inLine, 0...9):
                    leases += 1
                    look(machine.leased())
                case (.connecting, 0...7): look(machine.connected(isFresh: Bool.random(using: &random)))
                case (.connecting, 8...10): look(machine.connectFailed())
                case (.linked, 0): look(machine.interimResponseArrived(status: 100))
                case (.linked, 1) where machine.answer == .awaited: look(machine.responseArrived())
                case (.linked, 2...4) where machine.answer == .underway:
                    look(machine.responseEnded(keepsWorker: Bool.random(using: &random), keepsClient: true))
                case (.linked, 5): look(machine.workerClosed(hasAnswered: machine.answer != .awaited, hasTaken: false))
                case (.linked, 6): look(machine.responseBroke(.badStatusLine))
                case (.linked, 7): if machine.maySendBody { machine.requestEnded() }
                case (.linked, 8): look(machine.workerBecameWritable(Bool.random(using: &random)))
                case (.linked, 9): machine.clientBecameWritable(Bool.random(using: &random))
                case (_, 10): if let patience = machine.patience { look(machine.ranOutOfPatience(patience)) }
                case (_, 11):
                    look(
                        machine.clientEndedInput(
                            after: .milliseconds(Int.random(in: 0...500, using: &random)),
                            isWhole: machine.upload == .complete
                        )
                    )
                case (_, 12): look(machine.clientLeft())
                default: break
                }
            }
            if !isOver { look(machine.clientLeft()) }
            #expect(leases == 0)
        }
    }
}
