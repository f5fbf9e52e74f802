// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// How reports become JSON text and come back.
package enum ReportJSON {
    /// One document with sorted keys and no line feed at its end.
    /// - Parameter pretty: over several lines, for people; else on one, for the wire and for line-by-line readers.
    package static func text(_ report: some Encodable, pretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    package static func report<Report: Decodable>(_ type: Report.Type, from text: some Sequence<UInt8>) throws -> Report
    {
        try JSONDecoder().decode(type, from: Data(text))
    }
}
