// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// When the authority was bothered, as it is kept: a program that is started again and again must not be a nuisance.
struct AttemptRecord: Codable, Hashable, Sendable {
    /// Orders, in seconds since 1970.
    var orders: [Int64] = []
    /// When the authority wants to be asked again at the soonest.
    var notBefore: Int64?
}

extension WallTime {
    init(seconds: Int64) {
        self.init(sinceEpoch: .seconds(seconds))
    }

    var seconds: Int64 { sinceEpoch.components.seconds }
}
