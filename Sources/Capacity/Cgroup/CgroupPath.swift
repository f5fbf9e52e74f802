// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A path below the root of a cgroup hierarchy, in its components, as the kernel's files give it.
struct CgroupPath: Equatable, Sendable {
    var components: [[UInt8]]

    static let root = CgroupPath(components: [])

    init(components: [[UInt8]]) {
        self.components = components
    }

    init(_ text: ArraySlice<UInt8>) {
        components = text.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }

    /// Seen from a cgroup namespace, a place outside of it begins with `..`.
    var isOutsideNamespace: Bool {
        components.first.map { $0.elementsEqual("..".utf8) } ?? false
    }

    /// What follows `root` on the way to this path; nil when it is not below `root`.
    func below(_ root: CgroupPath) -> [[UInt8]]? {
        guard root.components.count <= components.count else { return nil }
        for index in root.components.indices where components[index] != root.components[index] { return nil }
        let rest = components[root.components.count...]
        // Where `root` itself lies outside the namespace, a further `..` leads above it.
        if let next = rest.first, next.elementsEqual("..".utf8) { return nil }
        return Array(rest)
    }

    /// True for `/..`, `/../..` and so on: a place above the namespace, hence above everything in it.
    var isAboveNamespace: Bool {
        !components.isEmpty && components.allSatisfy { $0.elementsEqual("..".utf8) }
    }
}
