// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Where a case runs its workers: most run on both.
enum TestEngine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case processes, docker

    var testDescription: String { rawValue }
}
