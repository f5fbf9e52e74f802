// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The orders that follow from one event, in order. Held in place: no event costs an allocation.
struct ExchangeActions {
    private var actions: InlineArray<6, ExchangeAction> = .init(repeating: .endLease)
    private(set) var count = 0

    subscript(index: Int) -> ExchangeAction { actions[index] }

    mutating func append(_ action: ExchangeAction) {
        actions[count] = action
        count += 1
    }

    /// As an array, for tests and dumps.
    var list: [ExchangeAction] { (0..<count).map { actions[$0] } }
}
