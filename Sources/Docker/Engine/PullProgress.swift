// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// Sums up what the engine says of each layer of a pull into one line now and then.
struct PullProgress {
    let image: String
    private var layers: [String: PullMessage.Progress] = [:]
    private var lastSaid: Moment?

    init(image: String) {
        self.image = image
    }

    /// A line worth showing; nil: not now.
    mutating func heard(_ message: PullMessage, at now: Moment) -> String? {
        guard let layer = message.id, let progress = message.progressDetail, let total = progress.total, total > 0,
            layers.count < 1000 || layers[layer] != nil
        else { return nil }
        // Unpacking counts the same bytes again.
        guard message.status == "Downloading" else { return nil }
        layers[layer] = progress
        if let lastSaid, now - lastSaid < .seconds(1) { return nil }
        lastSaid = now
        let here = layers.values.reduce(ByteCount.zero) { $0 + ByteCount(bytes: $1.current ?? 0) }
        let all = layers.values.reduce(ByteCount.zero) { $0 + ByteCount(bytes: $1.total ?? 0) }
        return "pulling image '\(image)': \(here) of \(all)"
    }
}
