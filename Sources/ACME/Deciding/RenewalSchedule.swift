// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// When to ask an authority, and when not to.
struct RenewalSchedule: Hashable, Sendable {
    /// Orders placed within an hour and within a day: below what public authorities allow, whatever makes us fail or restart.
    static let mostInHour = 5
    static let mostInDay = 12
    /// However long an authority wants to be left alone, it is asked again then.
    static let longestPause = Duration.seconds(24 * 3600)

    /// When each of the last orders was placed, oldest first.
    private(set) var attempts: [WallTime] = []

    init(attempts: [WallTime] = []) {
        self.attempts = attempts
    }

    /// At two thirds of its life, a little sooner by chance: not all the world's certificates at once.
    /// - Parameter chance: from 0 up to 1.
    static func renewal(of certificate: CertificateFacts, chance: Double) -> WallTime {
        let life = certificate.validUntil - certificate.validFrom
        return certificate.validFrom + life * 2 / 3 - life * (chance / 60)
    }

    /// How long to wait after so many failures, at least 1.
    static func pause(after failures: Int, _ error: AuthorityError, chance: Double) -> Duration {
        let steps = min(failures - 1, 12)
        let usual: Duration =
            error.isPassing
            ? min(.seconds(5 << steps), .seconds(3600))
            : min(.seconds(60 * Self.power(3, steps)), .seconds(6 * 3600))
        let spread = usual + usual * (chance / 4)
        return max(spread, min(error.retryAfter ?? .zero, longestPause))
    }

    mutating func placed(at now: WallTime) {
        forget(at: now)
        attempts.append(now)
    }

    /// From when on an order may be placed.
    mutating func free(at now: WallTime) -> WallTime {
        forget(at: now)
        var free = now
        for (most, span) in [(Self.mostInHour, Duration.seconds(3600)), (Self.mostInDay, .seconds(24 * 3600))] {
            let recent = attempts.filter { now - $0 < span }
            if recent.count >= most { free = max(free, recent[recent.count - most] + span) }
        }
        return free
    }

    /// What is older than a day, or of a time that was never: the clock has been set back.
    private mutating func forget(at now: WallTime) {
        attempts.removeAll { now - $0 >= .seconds(24 * 3600) || $0 > now }
    }

    private static func power(_ base: Int, _ exponent: Int) -> Int {
        (0..<exponent).reduce(1) { result, _ in result * base }
    }
}

extension WallTime {
    fileprivate static func - (time: WallTime, duration: Duration) -> WallTime {
        WallTime(sinceEpoch: time.sinceEpoch - duration)
    }
}
