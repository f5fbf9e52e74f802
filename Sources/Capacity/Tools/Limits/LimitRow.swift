// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One limit: what it is, who sets it, and what of it is used at that level.
package struct LimitRow: Hashable, Sendable {
    package enum Amount: Hashable, Sendable {
        case bytes(ByteCount)
        case processors(CPUQuota)
        case count(Int)
    }

    /// How far up the cgroup is that sets it.
    package enum Level: Hashable, Sendable {
        /// 0 is the process's own cgroup.
        case above(Int)
        /// An ancestor that the container cannot see.
        case outOfSight
        /// No cgroup: the machine, or what a sandbox says is one.
        case machine
        /// No cgroup: the process itself, or one it descends from.
        case process
    }

    package let name: String
    /// Nil: nothing limits it.
    package var limit: Amount?
    package var used: Amount?
    package var left: Amount?
    package var level: Level?
    /// The file that tells, and the key in it where it holds more than one number.
    package var file: String?

    init(
        _ name: String,
        _ limit: Amount?,
        used: Amount? = nil,
        left: Amount? = nil,
        level: Level? = nil,
        file: String? = nil
    ) {
        self.name = name
        self.limit = limit
        self.used = used
        self.left = left
        self.level = level
        self.file = file
    }
}

extension LimitRow.Amount {
    var text: String {
        switch self {
        case .bytes(let size): size.description
        case .processors(let quota): quota.description
        case .count(let count): "\(count)"
        }
    }

    /// As a number in JSON: bytes, processors, or a count.
    var json: String {
        switch self {
        case .bytes(let size): "\(size.bytes)"
        case .processors(let quota): quota.description
        case .count(let count): "\(count)"
        }
    }
}

extension LimitRow.Level {
    var text: String {
        switch self {
        case .above(0): "own"
        case .above(let steps): "\(steps) above"
        case .outOfSight: "out of sight"
        case .machine: "machine"
        case .process: "process"
        }
    }
}
