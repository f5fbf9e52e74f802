// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a program may do to a path beyond resolving its dot segments. Workers have any mix of these.
struct ReaderHabits: OptionSet {
    let rawValue: Int

    /// `a//b` is `a/b`.
    static let mergesSlashes = ReaderHabits(rawValue: 1)
    /// `a\\b` is `a/b`.
    static let turnsBackslashes = ReaderHabits(rawValue: 2)
    /// `..;x` is `..`.
    static let cutsParameters = ReaderHabits(rawValue: 4)

    /// Every mix.
    static let all = (0..<8).map { ReaderHabits(rawValue: $0) }
}
