// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Routes told apart by their paths: the longest prefix that ends at a segment's end.
struct PathIndex: Sendable {
    /// Longest path first, so that the first match is the longest.
    private let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes.sorted { left, right in
            left.pathBytes.count != right.pathBytes.count
                ? left.pathBytes.count > right.pathBytes.count
                : left.service < right.service
        }
    }

    /// The service of a raw path, without its query. `/w1` and `/w1/x` belong to `/w1`, `/w10` does not.
    func route(forPath path: UnsafeRawBufferPointer) -> Route? {
        for route in routes {
            let prefix = route.pathBytes
            guard path.count >= prefix.count else { continue }
            if route.rule.isExact && path.count != prefix.count { continue }
            guard path.count == prefix.count || path[prefix.count] == UInt8(ascii: "/") || prefix.isEmpty else {
                continue
            }
            if path.starts(with: prefix) { return route }
        }
        return nil
    }
}
