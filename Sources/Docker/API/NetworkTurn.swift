// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Lets the parts of one proxy make their network one after the other.
actor NetworkTurn {
    /// Those who come while somebody has it. Nil: nobody has it.
    private var waiting: [CheckedContinuation<Void, Never>]?

    func take() async {
        if waiting == nil {
            waiting = []
        } else {
            await withCheckedContinuation { waiting?.append($0) }
        }
    }

    func give() {
        if waiting?.isEmpty == false {
            waiting?.removeFirst().resume()
        } else {
            waiting = nil
        }
    }
}
