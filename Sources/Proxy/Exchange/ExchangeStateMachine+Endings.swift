// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension ExchangeStateMachine {
    /// The limit of what `patience` named has passed.
    mutating func ranOutOfPatience(_ patience: Patience) -> ExchangeActions {
        switch patience {
        case .continuation:
            upload = .underway
            if toldToContinue { return orders(.sendBody) }
            toldToContinue = true
            return orders(.sendContinue, .sendBody)
        case .requestBody: return fail(.requestTimedOut)
        case .response, .responseBody: return fail(.responseTimedOut)
        case .clientReading: return clientLeft()
        case .head, .nextRequest, .tunnel, .tunnelEnd, .goodbye: return ExchangeActions()
        }
    }

    /// Ends it with an answer of ours, or by cutting the client off where a response has begun.
    mutating func fail(_ failure: ExchangeFailure) -> ExchangeActions {
        var actions = release()
        switch answer {
        case .awaited: actions.append(.answer(failure))
        case .underway: actions.append(.cutClient)
        case .complete, .given: break
        }
        answer = .given
        return actions
    }

    /// Lets go of whatever is held on the worker's side.
    mutating func release() -> ExchangeActions {
        var actions = ExchangeActions()
        switch worker {
        case .absent, .done: break
        case .inLine: actions.append(.leaveLine)
        case .connecting, .linked: actions.append(.dropConnection)
        }
        worker = .done
        if holdsLease { actions.append(.endLease) }
        holdsLease = false
        return actions
    }

    func orders(
        _ first: ExchangeAction,
        _ second: ExchangeAction? = nil,
        _ third: ExchangeAction? = nil,
        _ fourth: ExchangeAction? = nil
    ) -> ExchangeActions {
        var actions = ExchangeActions()
        actions.append(first)
        if let second { actions.append(second) }
        if let third { actions.append(third) }
        if let fourth { actions.append(fourth) }
        return actions
    }
}
