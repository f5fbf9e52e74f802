// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Folders of the file system.
enum Folder {
    /// Makes one; one that is there already is as good.
    static func make(_ path: String, mode: mode_t = 0o755) throws(SystemError) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw SystemError("cannot make folder '\(path)'") }
    }

    /// Makes one and the folders above it that are missing.
    static func makeAll(_ path: String, mode: mode_t) throws(SystemError) {
        var partial = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            partial += "/\(component)"
            try make(partial, mode: mode)
        }
    }

    /// What it holds, without `.` and `..`. Nothing when it cannot be read.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// The folders in it.
    static func folders(in path: String) -> [String] {
        names(in: path).map { "\(path)/\($0)" }.filter { isFolder($0) }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether it belongs to this user and nobody else may write to it: what is read from it may then be believed.
    static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }
}
