// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Synchronization

/// The challenges that are under way, and what each is answered with.
package final class HeldChallenges: ChallengeAnswers {
    private let answers = Mutex<[String: String]>([:])

    package init() {}

    package func answer(to token: String) -> String? {
        answers.withLock { $0[token] }
    }

    func hold(_ token: String, answer: String) {
        answers.withLock { $0[token] = answer }
    }

    func release() {
        answers.withLock { $0 = [:] }
    }

    /// Whether an authority may use it: it ends up in a path and in a response.
    static func isToken(_ text: String) -> Bool {
        (16...256).contains(text.utf8.count) && Base64URL.isDigits(text)
    }
}
