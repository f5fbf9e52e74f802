// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Finds what a mistyped word was meant to be.
enum Suggestion {
    /// What other tools call our keys.
    private static let synonyms = [
        "memory": "mem_limit", "memory_limit": "mem_limit", "mem": "mem_limit", "ram": "mem_limit",
        "memory_swap": "memswap_limit", "memory_reservation": "mem_reservation", "cpu": "cpus", "cpu_limit": "cpus",
        "port": "internal_port", "container_port": "internal_port", "ports": "host_port", "env": "environment",
        "token": "bearer_token", "network": "docker_network", "timeout": "idle_timeout", "prefix": "path",
        "cmd": "command", "url": "upstream", "workdir": "working_dir", "pids": "pids_limit", "healthcheck": "readiness",
        "https_redirect": "http_redirect_to_https",
    ]

    /// The nearest of `words` within three slips, or a third of the word's length; nil: none is near.
    static func closest(to word: String, among words: [String]) -> String? {
        let typed = word.lowercased()
        if let synonym = synonyms[typed], words.contains(synonym) { return synonym }
        // A long word is no slip of a key, and comparing it would take long.
        guard typed.utf8.count <= 40 else { return nil }
        let most = min(max(1, typed.utf8.count / 3), 3)
        let ranked = words.map { ($0, distance(Array(typed.utf8), Array($0.lowercased().utf8))) }
        return ranked.filter { $0.1 <= most }.min { $0.1 < $1.1 }?.0
    }

    /// Insertions, removals, replacements and swaps of neighbours that turn one into the other.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
