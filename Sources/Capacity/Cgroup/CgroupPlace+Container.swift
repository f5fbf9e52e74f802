// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension CgroupPlace {
    /// Which cgroup sets the limit that a file tells of: 0 for the process's own, 1 for the one above it, and so on. Nil for an
    /// ancestor out of sight, of which v1 tells in a line of another file.
    package func level(of file: String) -> Int? {
        let bytes = Array(file.utf8)
        let name = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes[$0...] } ?? bytes[...]
        if KernelText.contains(": ", in: name) { return nil }
        return directories.firstIndex { file.utf8.starts(with: "\($0)/".utf8) }
    }

    /// The cgroup that stands for the container: all who share the limit that binds. Without a limit it is all that can be seen,
    /// or, on a host, the process's own cgroup.
    package func container(boundBy limitFile: String?, files: some FileReader) -> String {
        let top = directories.last ?? own
        if let limitFile {
            // A limit of an ancestor out of sight is shared by everything in sight.
            return level(of: limitFile).map { directories[$0] } ?? top
        }
        return isTopOfHierarchy(top, files) ? own : top
    }

    /// Only the top of a whole hierarchy lacks (v2) or has (v1) these files.
    func isTopOfHierarchy(_ directory: String, _ files: some FileReader) -> Bool {
        switch version {
        case .v1: files.bytes(at: "\(directory)/release_agent") != nil
        case .v2: files.bytes(at: "\(directory)/cgroup.events") == nil
        }
    }
}
