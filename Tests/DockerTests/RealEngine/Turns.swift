// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Lets a few tests at a time use the real engine: dozens of containers starting at once make any engine miss its deadlines.
actor Turns {
    static let onTheEngine = Turns(4)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
