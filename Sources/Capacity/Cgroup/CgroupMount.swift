// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One line of `/proc/self/mountinfo` that shows a cgroup hierarchy, or a part of one.
struct CgroupMount: Equatable, Sendable {
    /// The place in the hierarchy that the mount point shows.
    var root: CgroupPath
    var directory: [UInt8]
    var version: CgroupVersion
    /// The controllers of a v1 hierarchy, among the other options of its superblock.
    var options: [[UInt8]]

    /// Reads the whole file, leaving out other file systems and the lines that cannot be read.
    /// Of two mounts on one directory the later one stands, as it hides the earlier.
    static func parse(_ text: [UInt8]) -> [CgroupMount] {
        var mounts: [CgroupMount] = []
        for line in KernelText.lines(text) {
            guard let mount = CgroupMount(line: line) else { continue }
            mounts.removeAll { $0.directory == mount.directory }
            mounts.append(mount)
        }
        return mounts
    }

    /// Where the mounts usually are, for where mountinfo cannot be read (AppArmor and snap deny it).
    static func usual(for memberships: [CgroupMembership]) -> [CgroupMount] {
        var mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].map { directory in
            CgroupMount(root: .root, directory: Array(directory.utf8), version: .v2, options: [])
        }
        for membership in memberships where membership.version == .v1 {
            // Controllers mounted together have one directory, and usually a link by each one's name.
            let together = Array(membership.controllers.joined(separator: ",".utf8))
            for name in [together] + membership.controllers {
                mounts.append(
                    CgroupMount(
                        root: .root,
                        directory: Array("/sys/fs/cgroup/".utf8) + name,
                        version: .v1,
                        options: membership.controllers
                    )
                )
            }
        }
        return mounts
    }

    func shows(_ controller: CgroupController, _ version: CgroupVersion) -> Bool {
        guard self.version == version else { return false }
        return version == .v2 || options.contains { $0.elementsEqual(controller.name) }
    }

    var isUnderUsualDirectory: Bool {
        directory.starts(with: "/sys/fs/cgroup".utf8)
    }

    init(root: CgroupPath, directory: [UInt8], version: CgroupVersion, options: [[UInt8]]) {
        self.root = root
        self.directory = directory
        self.version = version
        self.options = options
    }

    private init?(line: ArraySlice<UInt8>) {
        // Most lines show other file systems: they need not be taken apart.
        guard KernelText.contains(" - cgroup", in: line) else { return nil }
        // Six fields, then any number of optional ones, then a lone "-", then type, source and options.
        let fields = line.split(separator: UInt8(ascii: " "))
        guard fields.count >= 10, let dash = fields[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }),
            dash + 3 < fields.count
        else { return nil }
        switch fields[dash + 1] {
        case let type where type.elementsEqual("cgroup".utf8): version = .v1
        case let type where type.elementsEqual("cgroup2".utf8): version = .v2
        default: return nil
        }
        guard fields[3].first == UInt8(ascii: "/"), fields[4].first == UInt8(ascii: "/") else { return nil }
        root = CgroupPath(Self.unescaped(fields[3])[...])
        directory = Self.unescaped(fields[4])
        // Options may hold spaces (9p on WSL): everything after the source belongs to them.
        options = fields[(dash + 3)...].flatMap { $0.split(separator: UInt8(ascii: ",")) }.map { Array($0) }
    }

    /// Undoes the kernel's `\040` for a space, `\011` for a tab, `\012` for a line feed and `\134` for a backslash.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            let isEscape = byte == UInt8(ascii: "\\") && digits.count == 3
            guard isEscape, digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }) else {
                result.append(byte)
                continue
            }
            result.append(digits.reduce(0) { $0 &<< 3 | ($1 & 7) })
            rest = rest.dropFirst(3)
        }
        return result
    }
}
