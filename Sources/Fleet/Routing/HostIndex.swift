// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The routes of those services that are reached by host names only: an exact name before a wildcard, a longer wildcard before a
/// shorter one, and the longest path within each.
struct HostIndex: Sendable {
    private struct Entry {
        /// In lower case, without a dot at its end.
        let name: [UInt8]
        let routes: PathIndex
    }

    /// By the hash of the name, read from its end.
    private var exact: [UInt64: [Entry]] = [:]
    /// The same of what follows `*.`.
    private var wildcards: [UInt64: [Entry]] = [:]

    var isEmpty: Bool { exact.isEmpty && wildcards.isEmpty }

    init(_ routes: [Route]) {
        var byName: [String: [Route]] = [:]
        for route in routes {
            for host in route.rule.hosts { byName[host, default: []].append(route) }
        }
        for (name, routes) in byName {
            let isWildcard = name.hasPrefix("*.")
            let bytes = Array((isWildcard ? name.dropFirst(2) : name[...]).utf8)
            let entry = Entry(name: bytes, routes: PathIndex(routes))
            let hash = bytes.reversed().reduce(Self.seed) { Self.mixed($0, $1) }
            if isWildcard {
                wildcards[hash, default: []].append(entry)
            } else {
                exact[hash, default: []].append(entry)
            }
        }
    }

    /// - Parameter host: as it came, with or without a port.
    func route(forHost host: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer) -> Route? {
        let name = Self.name(in: host)
        var hash = Self.seed
        var best: Route?
        for index in name.indices.reversed() {
            let byte = name[index]
            if byte == UInt8(ascii: "."), index > name.startIndex {
                let suffix = UnsafeRawBufferPointer(rebasing: name[(index + 1)...])
                best = Self.match(wildcards[hash], suffix, path) ?? best
            }
            hash = Self.mixed(hash, byte)
        }
        return Self.match(exact[hash], name, path) ?? best
    }

    /// Without the port, and without the dot that a full name may end with.
    private static func name(in host: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = host.count
        if host.first == UInt8(ascii: "[") {
            end = host.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? end
        } else if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
            end = colon
        }
        if end > 1, host[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: host[..<end])
    }

    private static func match(
        _ entries: [Entry]?,
        _ name: UnsafeRawBufferPointer,
        _ path: UnsafeRawBufferPointer
    ) -> Route? {
        guard let entries else { return nil }
        for entry in entries where entry.name.count == name.count {
            let isSame = entry.name.indices.allSatisfy { entry.name[$0] == lowercased(name[$0]) }
            if isSame { return entry.routes.route(forPath: path) }
        }
        return nil
    }

    /// FNV-1a, 64 bits (draft-eastlake-fnv), in any case.
    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(lowercased(byte))) &* 0x0000_0100_0000_01B3
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
