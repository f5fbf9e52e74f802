// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One certificate's way from the order to its renewal: RFC 8555, with HTTP-01.
///
/// Decides alone: no clock, no network, no files. Whoever drives it performs the actions of one event in their order, and hands in
/// what the last of them brought. A program that was killed in between begins with `began` and takes the order up again.
struct Issuance {
    private enum State {
        case idle
        /// Until the renewal, or until the next try.
        case resting
        case preparing
        /// An order of an earlier run is asked for.
        case resuming
        case ordering
        case examining(Course)
        case answering(Course)
        case validating(Course)
        case finalizing(Course)
        case issuing(Course)
        case downloading
        case installing
    }

    /// An order that is being followed.
    private struct Course {
        var order: OrderDocument
        /// Authorizations not looked at yet, the present one first.
        var remaining: ArraySlice<String>
        /// Until when the authority should have decided on what it was asked last.
        var patience: WallTime
        /// How often it was asked since.
        var questions = 0
    }

    /// How long an authority may take to validate a name, or to issue.
    static let patience = Duration.seconds(600)
    /// Between two questions of whether it has decided.
    static let longestInterval = Duration.seconds(120)
    /// A failing order is given up for a new one, even if it did not fail by its own fault.
    static let mostFailuresOfOrder = 3

    let names: [String]
    private var chance: Chance
    private var state = State.idle
    private var schedule = RenewalSchedule()
    private var order: String?
    /// An earlier run placed the order, and may have ended before the authority saw its answers; this one has given none.
    private var isOrderLeftBehind = false
    private var failures = 0
    private var hasForgottenAccount = false
    /// Answers of the authority since it was turned to: one that leads round in circles is left.
    private var steps = 0
    private(set) var standing = IssuanceStanding()

    init(names: [String], seed: UInt64) {
        self.names = names
        chance = Chance(seed: seed)
    }

    mutating func handle(_ event: IssuanceEvent, at now: WallTime) -> [IssuanceAction] {
        steps += 1
        if steps > Self.mostSteps(for: names.count), case .orderTold = event {
            return failed(AuthorityError(.badAnswer, "the authority's answers lead round in circles"), now)
        }
        switch (state, event) {
        case (.idle, .began(let certificate, let order, let attempts, let notBefore)):
            return began(certificate, order, attempts, notBefore, now)
        case (_, .failed(let error)): return failed(error, now)
        case (.resting, .timePassed): return begin(now)
        case (.preparing, .prepared):
            guard let order else { return place(now) }
            state = .resuming
            return [.fetchOrder(order)]
        case (.ordering, .orderTold(let order)):
            self.order = order.url
            return [.rememberOrder(order.url)] + follow(order, now)
        case (.resuming, .orderTold(let order)): return follow(order, now)
        case (.finalizing(let course), .orderTold(let order)), (.examining(let course), .orderTold(let order)):
            return follow(order, now, course)
        case (.issuing(let course), .orderTold(let order)): return follow(order, now, course)
        case (.issuing(let course), .timePassed): return [.fetchOrder(course.order.url)]
        case (.examining(let course), .authorizationTold(let authorization)):
            return examine(authorization, course, now)
        case (.answering(var course), .challengeTaken):
            isOrderLeftBehind = false
            course.patience = now + Self.patience
            return poll(course, after: nil, now)
        case (.validating(let course), .timePassed): return [.fetchAuthorization(course.remaining.first ?? "")]
        case (.validating(let course), .authorizationTold(let authorization)):
            return examine(authorization, course, now)
        case (.downloading, .certificateCame(let chain)):
            state = .installing
            return [.install(chain)]
        case (.installing, .installed(let certificate)): return installed(certificate, now)
        default: return failed(AuthorityError(.badAnswer, "what came does not belong to what was asked"), now)
        }
    }
}

// MARK: - Before an order, and after it

extension Issuance {
    private mutating func began(
        _ certificate: CertificateFacts?,
        _ order: String?,
        _ attempts: [WallTime],
        _ notBefore: WallTime?,
        _ now: WallTime
    ) -> [IssuanceAction] {
        self.order = order
        isOrderLeftBehind = order != nil
        schedule = RenewalSchedule(attempts: attempts)
        standing.validUntil = certificate?.validUntil
        var start = now
        if let certificate, certificate.covers(names) {
            start = RenewalSchedule.renewal(of: certificate, chance: chance.next())
        }
        if let notBefore, notBefore - now <= RenewalSchedule.longestPause { start = max(start, notBefore) }
        return rest(until: start)
    }

    private static func mostSteps(for names: Int) -> Int { 500 + 100 * names }

    private mutating func begin(_ now: WallTime) -> [IssuanceAction] {
        hasForgottenAccount = false
        steps = 0
        // What is under way is finished whenever that may be; a new order has its time.
        if order == nil, let refusal = tooSoon(now) { return refusal }
        state = .preparing
        standing.isWorking = true
        return [.prepare]
    }

    private mutating func place(_ now: WallTime) -> [IssuanceAction] {
        if let refusal = tooSoon(now) { return refusal }
        schedule.placed(at: now)
        isOrderLeftBehind = false
        state = .ordering
        return [.rememberAttempts(schedule.attempts), .placeOrder]
    }

    /// Nil: an order may be placed now.
    private mutating func tooSoon(_ now: WallTime) -> [IssuanceAction]? {
        let free = schedule.free(at: now)
        guard free > now else { return nil }
        let reason = "as many orders were placed lately as an authority should be bothered with"
        let error = AuthorityError(.undecided, reason)
        if standing.trouble == nil { standing.trouble = error }
        return [.report(standing.trouble ?? error, nextTry: free)] + rest(until: free)
    }

    private mutating func installed(_ certificate: CertificateFacts, _ now: WallTime) -> [IssuanceAction] {
        order = nil
        failures = 0
        standing.validUntil = certificate.validUntil
        standing.trouble = nil
        // One that is old when it comes must not be asked for again at once.
        let due = RenewalSchedule.renewal(of: certificate, chance: chance.next())
        let renewal = max(due, now + .seconds(10))
        return [.release, .forgetOrder, .reportInstalled(certificate, renewal: renewal)] + rest(until: renewal)
    }

    private mutating func failed(_ error: AuthorityError, _ now: WallTime) -> [IssuanceAction] {
        if isLost(error) {
            order = nil
            return [.release, .forgetOrder] + place(now)
        }
        if error.isOfAccount, !hasForgottenAccount {
            hasForgottenAccount = true
            order = nil
            state = .preparing
            return [.release, .forgetOrder, .forgetAccount, .prepare]
        }
        failures += 1
        var actions: [IssuanceAction] = [.release]
        if !error.isPassing || failures >= Self.mostFailuresOfOrder {
            order = nil
            actions.append(.forgetOrder)
        }
        let next = now + RenewalSchedule.pause(after: failures, error, chance: chance.next())
        if error.retryAfter != nil { actions.append(.rememberPause(until: next)) }
        standing.trouble = error
        return actions + [.report(error, nextTry: next)] + rest(until: next)
    }

    /// The order has come to its end by what happened while this run did not follow it: that says nothing of another.
    private func isLost(_ error: AuthorityError) -> Bool {
        if case .unproven = error.kind { return isOrderLeftBehind }
        guard case .resuming = state, case .refused = error.kind else { return false }
        return !error.isPassing && !error.isOfAccount
    }

    private mutating func rest(until time: WallTime) -> [IssuanceAction] {
        state = .resting
        standing.isWorking = false
        standing.nextTry = time
        return [.wait(until: time)]
    }
}

// MARK: - An order

extension Issuance {
    private mutating func follow(_ order: OrderDocument, _ now: WallTime, _ course: Course? = nil) -> [IssuanceAction] {
        var course = course ?? Course(order: order, remaining: order.authorizations[...], patience: now + Self.patience)
        course.order = order
        switch order.status {
        case .pending:
            guard let first = course.remaining.first else {
                // All names are proven, and the order does not say so yet.
                return pollOrder(course, now)
            }
            state = .examining(course)
            return [.fetchAuthorization(first)]
        case .ready:
            course.patience = now + Self.patience
            course.questions = 0
            state = .finalizing(course)
            return [.finalize(order)]
        case .processing: return pollOrder(course, now)
        case .valid:
            guard let certificate = order.certificate else {
                return failed(AuthorityError(.badAnswer, "the order is done, and there is no certificate"), now)
            }
            state = .downloading
            return [.release, .download(certificate)]
        case .invalid:
            let text = order.error?.text ?? "the authority does not say why"
            return failed(AuthorityError(.refused(order.error?.word ?? ""), "the order failed: \(text)"), now)
        }
    }

    private mutating func examine(
        _ authorization: AuthorizationDocument,
        _ course: Course,
        _ now: WallTime
    ) -> [IssuanceAction] {
        var course = course
        switch authorization.status {
        case .valid:
            course.remaining = course.remaining.dropFirst()
            course.patience = now + Self.patience
            course.questions = 0
            state = .examining(course)
            if let next = course.remaining.first { return [.fetchAuthorization(next)] }
            return [.fetchOrder(course.order.url)]
        case .pending: return answer(authorization, course, now)
        case .invalid, .deactivated, .expired, .revoked:
            let error = authorization.challenges.compactMap(\.error).first
            let text = error?.text ?? "its authorization is \(authorization.status.rawValue)"
            let reason = "the authority could not see that '\(authorization.shownName)' leads here: \(text)"
            return failed(AuthorityError(.unproven(error?.word ?? ""), reason), now)
        }
    }

    private mutating func answer(
        _ authorization: AuthorizationDocument,
        _ course: Course,
        _ now: WallTime
    ) -> [IssuanceAction] {
        if case .validating = state { return poll(course, after: authorization.retryAfter, now) }
        guard let challenge = authorization.overHTTP, let token = challenge.token, HeldChallenges.isToken(token) else {
            let reason = "the authority offers no HTTP challenge for '\(authorization.shownName)'"
            return failed(AuthorityError(.badAnswer, reason), now)
        }
        guard challenge.status ?? "pending" == "pending" else {
            // Said in an earlier run.
            return [.hold(token: token)] + poll(course, after: authorization.retryAfter, now)
        }
        state = .answering(course)
        return [.hold(token: token), .takeChallenge(challenge.url)]
    }

    private mutating func poll(_ course: Course, after pause: Duration?, _ now: WallTime) -> [IssuanceAction] {
        wait(course, pause, now) { .validating($0) }
    }

    private mutating func pollOrder(_ course: Course, _ now: WallTime) -> [IssuanceAction] {
        wait(course, course.order.retryAfter, now) { .issuing($0) }
    }

    private mutating func wait(
        _ course: Course,
        _ pause: Duration?,
        _ now: WallTime,
        _ next: (Course) -> State
    ) -> [IssuanceAction] {
        guard now < course.patience else {
            let reason = "the authority did not decide within \(Self.patience.components.seconds / 60) minutes"
            return failed(AuthorityError(.undecided, reason), now)
        }
        var course = course
        course.questions += 1
        let usual = Duration.seconds(min(course.questions, 10))
        state = next(course)
        return [.wait(until: now + min(max(pause ?? usual, .seconds(1)), Self.longestInterval))]
    }
}
