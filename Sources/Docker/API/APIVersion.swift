// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A version of the Engine API, such as 1.41.
package struct APIVersion: Hashable, Sendable {
    package var major: Int
    package var minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41`; nil for anything else.
    package init?(parsing text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]),
            (0...999).contains(major), (0...9999).contains(minor)
        else { return nil }
        self.init(major, minor)
    }

    /// The oldest one spoken here: Docker 20.10.
    package static let oldest = APIVersion(1, 41)
    /// The newest one this code was written against. A newer engine is still spoken to in it.
    package static let newest = APIVersion(1, 51)

    /// The version to speak with an engine that offers these; nil: it is too old.
    package static func agreed(engineNewest: APIVersion, engineOldest: APIVersion?) -> APIVersion? {
        guard engineNewest >= oldest else { return nil }
        // An engine that has dropped all we know is spoken to in its oldest: fields are added far more often than changed.
        return min(engineNewest, max(newest, engineOldest ?? oldest))
    }
}

extension APIVersion: Comparable {
    package static func < (left: APIVersion, right: APIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension APIVersion: CustomStringConvertible {
    package var description: String { "\(major).\(minor)" }
}
