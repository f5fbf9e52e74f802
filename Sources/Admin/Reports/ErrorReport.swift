// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Every error of ours on the wire.
package struct ErrorReport: Codable, Hashable, Sendable {
    /// A word for programs: `unknown_service`, `image_missing`.
    package var error: String
    /// What happened and what to do: lower case, no full stop.
    package var message: String
    package var service: String?
    package var retryAfterSeconds: Double?
    /// The last lines of the worker's log, where it ended while starting.
    package var logTail: [String]?

    enum CodingKeys: String, CodingKey {
        case error, message, service
        case retryAfterSeconds = "retry_after_seconds"
        case logTail = "log_tail"
    }

    package init(
        error: String,
        message: String,
        service: String? = nil,
        retryAfterSeconds: Double? = nil,
        logTail: [String]? = nil
    ) {
        self.error = error
        self.message = message
        self.service = service
        self.retryAfterSeconds = retryAfterSeconds
        self.logTail = logTail
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(error, forKey: .error)
        try container.encode(message, forKey: .message)
        try container.encode(service, forKey: .service)
        try container.encodeIfPresent(retryAfterSeconds, forKey: .retryAfterSeconds)
        try container.encodeIfPresent(logTail, forKey: .logTail)
    }
}
