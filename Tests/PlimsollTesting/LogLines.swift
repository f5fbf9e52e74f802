// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Logging
internal import Synchronization

/// What is logged, as lines of message and metadata.
package final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    package var all: [String] { lines.withLock { $0 } }

    package init() {}

    package var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            lines.lines.withLock { $0.append(([event.message.description] + facts).joined(separator: " ")) }
        }
    }
}
