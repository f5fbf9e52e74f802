// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `GET /containers/ID/stats` tells. Of a container that does not run, nothing but zeros.
struct ContainerStats: Decodable, Hashable {
    var memory: Memory?
    var cpu: CPU?
    var pids: Pids?

    enum CodingKeys: String, CodingKey {
        case memory = "memory_stats"
        case cpu = "cpu_stats"
        case pids = "pids_stats"
    }

    struct Memory: Decodable, Hashable {
        var usage: UInt64?
        /// Cgroup v1 only.
        var maxUsage: UInt64?
        var limit: UInt64?
        /// The kernel's `memory.stat`.
        var stats: [String: UInt64]?

        enum CodingKeys: String, CodingKey {
            case usage
            case maxUsage = "max_usage"
            case limit
            case stats
        }
    }

    struct CPU: Decodable, Hashable {
        var usage: Usage?

        enum CodingKeys: String, CodingKey {
            case usage = "cpu_usage"
        }

        struct Usage: Decodable, Hashable {
            /// Nanoseconds.
            var total: UInt64?

            enum CodingKeys: String, CodingKey {
                case total = "total_usage"
            }
        }
    }

    struct Pids: Decodable, Hashable {
        var current: UInt64?
    }
}
