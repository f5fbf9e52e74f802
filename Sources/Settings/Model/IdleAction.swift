// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is done with a worker that nobody used for its idle timeout.
enum IdleAction: String, Hashable, Sendable, CaseIterable {
    case stop, pause
}
