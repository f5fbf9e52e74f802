// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// How long each part of a start took; the parts add up to the whole.
struct LapTimes {
    private(set) var parts: [StartPart] = []
    private var last = ContinuousClock.now

    /// Ends a part: it took from the end of the one before it until now. Parts of one name are added up.
    mutating func lap(_ part: String) {
        let now = ContinuousClock.now
        let took = now - last
        last = now
        if let index = parts.firstIndex(where: { $0.name == part }) {
            parts[index].duration += took
        } else {
            parts.append(StartPart(part, took))
        }
    }
}
