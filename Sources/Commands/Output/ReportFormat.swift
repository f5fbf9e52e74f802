// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How a report is printed.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// For people.
    case table
    /// For programs: one document with sorted keys.
    case json
}
