// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Settings

extension Logger {
    /// Writes one line per event to standard error.
    static func plimsoll(_ level: LogLevel) -> Logger {
        var logger = Logger(label: "plimsoll") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: level.rawValue) ?? .info
        return logger
    }

    /// For what shows its own progress.
    static let silent = Logger(label: "plimsoll") { _ in SwiftLogNoOpLogHandler() }
}
