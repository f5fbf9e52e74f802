// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ACME

struct IssuanceTests {
    private typealias Trial = IssuanceTrial

    @Test func theWayLeadsFromTheOrderToTheRenewal() {
        var trial = Trial()
        #expect(trial.began() == .wait(until: Trial.start))
        #expect(trial.waited() == .prepare)
        #expect(trial.happened(.prepared) == .placeOrder)
        #expect(trial.actions == [.rememberAttempts([Trial.start]), .placeOrder])
        trial.happened(.orderTold(Trial.order(.pending)))
        #expect(trial.actions == [.rememberOrder("o1"), .fetchAuthorization("z1")])
        trial.happened(.authorizationTold(Trial.authorization(.pending)))
        #expect(trial.actions == [.hold(token: Trial.token), .takeChallenge("h1")])
        trial.happened(.challengeTaken)
        #expect(trial.pause == .seconds(1))
        #expect(trial.waited() == .fetchAuthorization("z1"))
        trial.happened(.authorizationTold(Trial.authorization(.pending, challenge: "processing")))
        #expect(trial.waited() == .fetchAuthorization("z1"))
        #expect(trial.happened(.authorizationTold(Trial.authorization(.valid))) == .fetchOrder("o1"))
        #expect(trial.happened(.orderTold(Trial.order(.ready))) == .finalize(Trial.order(.ready)))
        trial.happened(.orderTold(Trial.order(.processing)))
        #expect(trial.waited() == .fetchOrder("o1"))
        trial.happened(.orderTold(Trial.order(.valid)))
        #expect(trial.actions == [.release, .download("c1")])
        #expect(trial.happened(.certificateCame("PEM")) == .install("PEM"))
        trial.happened(.installed(Trial.certificate()))
        #expect(trial.actions.prefix(2) == [.release, .forgetOrder])
        #expect(trial.issuance.standing.trouble == nil)
        #expect(trial.waited() == .prepare)
    }

    @Test func aCertificateIsRenewedAtTwoThirdsOfItsLifeOrALittleSooner() throws {
        var trial = Trial()
        trial.began(certificate: Trial.certificate())
        let pause = try #require(trial.pause)
        #expect(pause <= .seconds(60 * 86_400) && pause > .seconds(58 * 86_400))

        for (certificate, why) in [
            (Trial.certificate(["b.test"]), "it is for other names"), (Trial.certificate(days: -1), "it has expired"),
        ] {
            var trial = Trial()
            trial.began(certificate: certificate)
            #expect(trial.pause.map { $0 <= .zero } == true, "\(why)")
            #expect(trial.waited() == .prepare)
        }
    }

    @Test func anOrderOfAnEarlierRunIsTakenUpAgain() {
        for (status, next) in [
            (OrderDocument.Status.pending, IssuanceAction.fetchAuthorization("z1")),
            (.ready, .finalize(Trial.order(.ready))), (.valid, .download("c1")),
        ] {
            var trial = Trial()
            trial.began(order: "o1")
            trial.waited()
            #expect(trial.happened(.prepared) == .fetchOrder("o1"))
            #expect(trial.happened(.orderTold(Trial.order(status))) == next)
        }
        var trial = Trial()
        trial.resumed()
        trial.happened(.orderTold(Trial.order(.pending)))
        trial.happened(.authorizationTold(Trial.authorization(.pending, challenge: "processing")))
        #expect(trial.actions.first == .hold(token: Trial.token), "it was said already, and is answered again")
        #expect(trial.pause == .seconds(1))
    }

    @Test func anOrderThatIsGoneIsPlacedAnewAtOnce() {
        var trial = Trial()
        trial.resumed()
        trial.happened(.failed(AuthorityError(.refused("malformed"), "no such order")))
        #expect(trial.actions == [.release, .forgetOrder, .rememberAttempts([Trial.start]), .placeOrder])
    }

    /// A proxy that was killed while the authority asked for its answer has proven nothing, for or against the name.
    @Test func anOrderThatFailedWhileNobodyAnsweredIsPlacedAnewOnce() {
        var trial = Trial()
        trial.resumed()
        trial.happened(.orderTold(Trial.order(.pending)))
        trial.happened(.authorizationTold(Trial.authorization(.invalid, challenge: "invalid")))
        #expect(trial.actions == [.release, .forgetOrder, .rememberAttempts([Trial.start]), .placeOrder])
        trial.happened(.orderTold(Trial.order(.pending)))
        trial.happened(.authorizationTold(Trial.authorization(.invalid, challenge: "invalid")))
        #expect(trial.pause.map { $0 >= .seconds(60) } == true)

        trial = Trial()
        trial.resumed()
        trial.happened(.orderTold(Trial.order(.pending)))
        trial.happened(.authorizationTold(Trial.authorization(.pending)))
        trial.happened(.challengeTaken)
        trial.waited()
        trial.happened(.authorizationTold(Trial.authorization(.invalid, challenge: "invalid")))
        #expect(trial.pause.map { $0 >= .seconds(60) } == true, "this run has answered")
    }

    @Test func anAccountThatIsGoneIsMadeAnewOnce() {
        let gone = AuthorityError(.refused("accountDoesNotExist"), "no such account")
        var trial = Trial()
        trial.ordered()
        trial.happened(.failed(gone))
        #expect(trial.actions == [.release, .forgetOrder, .forgetAccount, .prepare])
        trial.happened(.failed(gone))
        #expect(trial.pause.map { $0 >= .seconds(60) } == true)
    }

    @Test func aNameThatDoesNotLeadHereIsToldWithWhatToDo() throws {
        var trial = Trial()
        trial.ordered()
        trial.happened(.orderTold(Trial.order(.pending)))
        trial.happened(.authorizationTold(Trial.authorization(.pending)))
        trial.happened(.challengeTaken)
        trial.waited()
        let problem = ProblemDocument(type: "urn:ietf:params:acme:error:connection", detail: "refused\u{1b}[31m.")
        trial.happened(.authorizationTold(Trial.authorization(.invalid, challenge: "invalid", error: problem)))
        #expect(trial.actions.first == .release)
        #expect(trial.actions.contains(.forgetOrder))
        let trouble = try #require(trial.issuance.standing.trouble?.description)
        #expect(trouble.contains("could not see that 'a.test' leads here: refused [31m; the authority asks at port 80"))
        #expect(trial.pause.map { (Duration.seconds(60)...Duration.seconds(75)).contains($0) } == true)
    }

    @Test func failuresAreFartherAndFartherApartUpToACap() {
        for (error, longest) in [
            (AuthorityError(.unreachable, "gone"), Duration.seconds(3600)),
            (AuthorityError(.badAnswer, "nonsense"), .seconds(6 * 3600)),
        ] {
            var trial = Trial()
            trial.began()
            var last = Duration.zero
            for _ in 0..<20 {
                #expect(trial.waited() == .prepare)
                trial.happened(.failed(error))
                let pause = trial.pause ?? .zero
                #expect(pause > last / 2 && pause <= longest + longest / 4)
                last = pause
            }
            #expect(last >= longest)
        }
    }

    @Test func whatTheAuthorityWantsToWaitIsWaitedAlsoAfterARestart() {
        let error = AuthorityError(.refused("rateLimited"), "too many", retryAfter: .seconds(7200))
        var trial = Trial()
        trial.ordered()
        trial.happened(.failed(error))
        let until = trial.now + .seconds(7200)
        #expect(trial.actions.contains(.rememberPause(until: until)))
        #expect(trial.pause == .seconds(7200))

        var next = Trial()
        next.began(notBefore: until)
        #expect(next.pause == .seconds(7200))
        var far = Trial()
        far.ordered()
        far.happened(.failed(AuthorityError(.unreachable, "busy", retryAfter: .seconds(999_999_999))))
        #expect(far.pause == RenewalSchedule.longestPause)
    }

    @Test func whoeverIsRestartedAgainAndAgainPlacesFewOrders() {
        var attempts: [WallTime] = []
        for second in 0..<100 {
            var trial = Trial()
            trial.now = Trial.start + .seconds(second)
            trial.began(attempts: attempts)
            trial.waited()
            guard trial.happened(.prepared) == .placeOrder, case .rememberAttempts(let now) = trial.actions.first else {
                continue
            }
            attempts = now
        }
        #expect(attempts.count == RenewalSchedule.mostInHour)

        var trial = Trial()
        let day = (0..<RenewalSchedule.mostInDay).map { Trial.start + .seconds($0 * 3600) }
        trial.now = day[day.count - 1] + .seconds(3600)
        trial.began(attempts: day)
        trial.waited()
        #expect(trial.pause == .seconds(12 * 3600), "a day after the first of them")
        var back = Trial()
        back.began(attempts: day.map { $0 + .seconds(900_000) })
        #expect(back.waited() == .prepare, "the clock was set back")
    }

    @Test func anAuthorityThatDoesNotDecideIsLeftAndAskedAgainLater() {
        var trial = Trial()
        trial.ordered()
        trial.happened(.orderTold(Trial.order(.pending)))
        trial.happened(.authorizationTold(Trial.authorization(.pending)))
        trial.happened(.challengeTaken)
        var questions = 0
        while trial.waited() == .fetchAuthorization("z1"), questions < 1000 {
            questions += 1
            trial.happened(.authorizationTold(Trial.authorization(.pending, challenge: "processing")))
        }
        #expect((50...80).contains(questions))
        #expect(trial.issuance.standing.trouble?.kind == .undecided)
        #expect(!trial.actions.contains(.forgetOrder), "it may have decided by then")
    }

    @Test func anAuthorityThatLeadsRoundInCirclesIsLeft() {
        var trial = Trial()
        trial.ordered()
        trial.happened(.orderTold(Trial.order(.ready)))
        var rounds = 0
        while trial.actions.last == .finalize(Trial.order(.ready)), rounds < 10_000 {
            rounds += 1
            trial.happened(.orderTold(Trial.order(.ready)))
        }
        #expect(rounds < 1000)
        #expect(trial.issuance.standing.trouble?.kind == .badAnswer)
    }

    @Test func noTokenOfAStrangersChoiceIsHeld() {
        for token in ["", "../../../etc/passwd", "short", "with space and more", String(repeating: "a", count: 300)] {
            var trial = Trial()
            trial.ordered()
            trial.happened(.orderTold(Trial.order(.pending)))
            var authorization = Trial.authorization(.pending)
            authorization.challenges[1].token = token
            trial.happened(.authorizationTold(authorization))
            #expect(trial.issuance.standing.trouble?.kind == .badAnswer)
            #expect(!trial.actions.contains { if case .hold = $0 { true } else { false } })
        }
    }

    /// Whatever an authority answers: one question follows each event, tokens are let go of, and no two orders are closer than allowed.
    @Test func anyAnswersLeadToOneNextStep() {
        var chance = Chance(seed: 99)
        var trial = Trial()
        trial.began()
        var placed: [WallTime] = []
        let statuses: [OrderDocument.Status] = [.pending, .ready, .processing, .valid, .invalid]
        for _ in 0..<20_000 {
            if case .wait = trial.actions.last {
                trial.waited()
            } else {
                let kind = Int(chance.next() * 8)
                let event: IssuanceEvent =
                    switch kind {
                    case 0: .prepared
                    case 1, 2: .orderTold(Trial.order(statuses[Int(chance.next() * 5)]))
                    case 3: .authorizationTold(Trial.authorization(chance.next() < 0.5 ? .pending : .valid))
                    case 4: .challengeTaken
                    case 5: .certificateCame("x")
                    case 6: .failed(AuthorityError(.refused("accountDoesNotExist"), "gone"))
                    default: .failed(AuthorityError(.unreachable, "gone"))
                    }
                trial.happened(event)
            }
            let asking = trial.actions.filter(\.isAsking)
            #expect(asking.count == 1 && trial.actions.last?.isAsking == true)
            if trial.actions.contains(.placeOrder) { placed.append(trial.now) }
        }
        for (first, last) in zip(placed, placed.dropFirst(RenewalSchedule.mostInHour)) {
            #expect(last - first >= .seconds(3600))
        }
        #expect(placed.count > 10)
    }
}

extension IssuanceAction {
    fileprivate var isAsking: Bool {
        switch self {
        case .rememberAttempts, .rememberPause, .rememberOrder, .forgetOrder, .forgetAccount, .hold, .release, .report,
            .reportInstalled:
            false
        case .wait, .prepare, .placeOrder, .fetchOrder, .fetchAuthorization, .takeChallenge, .finalize, .download,
            .install:
            true
        }
    }
}
