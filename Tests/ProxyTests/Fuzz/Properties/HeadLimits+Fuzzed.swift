// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@testable import Proxy

extension HeadLimits {
    /// As they usually are, and so tight that short inputs reach them.
    static let fuzzed = [
        HeadLimits(),
        HeadLimits(startLine: 60, field: 40, fieldList: 120, fieldCount: 4, chunkExtension: 8),
    ]
}
