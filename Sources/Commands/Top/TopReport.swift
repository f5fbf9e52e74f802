// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `plimsoll top` shows, and its JSON.
package struct TopReport: Codable, Hashable, Sendable {
    package var engine: String
    package var engineTrouble: String?
    package var workers: [TopWorkerReport]

    package init(engine: String, engineTrouble: String? = nil, workers: [TopWorkerReport]) {
        self.engine = engine
        self.engineTrouble = engineTrouble
        self.workers = workers
    }

    private enum CodingKeys: String, CodingKey {
        case engine
        case engineTrouble = "engine_trouble"
        case workers
    }
}
