// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One line of `/proc/PID/cgroup`: the place of a process in one hierarchy.
struct CgroupMembership: Equatable, Sendable {
    /// The controllers of a v1 hierarchy; empty for v2 (`0::`). A named hierarchy such as `name=systemd` has one by that name.
    var controllers: [[UInt8]]
    var version: CgroupVersion
    var path: CgroupPath

    /// Reads the whole file, leaving out the lines that cannot be read.
    static func parse(_ text: [UInt8]) -> [CgroupMembership] {
        KernelText.lines(text).compactMap { CgroupMembership(line: $0) }
    }

    /// For where the file cannot be read: somewhere in everything.
    static var unknown: [CgroupMembership] {
        [CgroupMembership(controllers: [], version: .v2, path: .root)]
            + CgroupController.allCases.map { controller in
                CgroupMembership(controllers: [Array(controller.name)], version: .v1, path: .root)
            }
    }

    init(controllers: [[UInt8]], version: CgroupVersion, path: CgroupPath) {
        self.controllers = controllers
        self.version = version
        self.path = path
    }

    func governs(_ controller: CgroupController) -> Bool {
        controllers.contains { $0.elementsEqual(controller.name) }
    }

    private init?(line: ArraySlice<UInt8>) {
        // The path may hold colons itself (`…slice:cri-containerd:ID`), so only the first two divide.
        let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let hierarchy = KernelText.number(fields[0]), fields[2].first == UInt8(ascii: "/")
        else {
            return nil
        }
        version = hierarchy == 0 && fields[1].isEmpty ? .v2 : .v1
        controllers = fields[1].split(separator: UInt8(ascii: ",")).map { Array($0) }
        path = CgroupPath(Self.withoutDeletedMark(fields[2]))
    }

    /// The kernel marks a cgroup that was removed while the process was still in it.
    private static func withoutDeletedMark(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let mark = " (deleted)".utf8
        guard path.count > mark.count, path.suffix(mark.count).elementsEqual(mark) else { return path }
        return path.dropLast(mark.count)
    }
}
