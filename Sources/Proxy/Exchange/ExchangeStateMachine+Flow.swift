// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What may flow, and what is waited for: asked after every event, never ordered.
extension ExchangeStateMachine {
    /// Whether the request's body may go to the worker now.
    var maySendBody: Bool {
        guard case .linked = worker, answer != .complete else { return false }
        return upload == .underway && isWorkerWritable
    }

    /// Whether the client sends a body that the worker does not take at present.
    var isUploadStuck: Bool {
        guard case .linked = worker else { return false }
        return upload == .underway && !maySendBody
    }

    var mayReadResponse: Bool { isClientWritable }

    /// Whether a second try with another connection is still possible, so that what is sent has to be kept at hand.
    var keepsBodyAtHand: Bool {
        guard case .linked(isFresh: false) = worker else { return false }
        return request.isIdempotent && answer == .awaited && isBodyAtHand
    }

    /// What there is to wait for that has a limit. Nil: nothing.
    var patience: Patience? {
        if !isClientWritable { return .clientReading }
        guard case .linked = worker else { return nil }
        switch (upload, answer) {
        case (.heldBack, .awaited): return .continuation
        case (.underway, .awaited) where request.isOpenEnded: return nil
        case (.underway, .underway) where request.isOpenEnded: return .responseBody
        // Who does not take the body is waited for as one who does not answer.
        case (.underway, .awaited): return isWorkerWritable ? .requestBody : .response
        case (.underway, .underway): return isWorkerWritable ? .requestBody : .responseBody
        case (.complete, .awaited): return .response
        case (_, .underway): return .responseBody
        case (_, .complete), (_, .given), (.broken, .awaited): return nil
        }
    }
}
