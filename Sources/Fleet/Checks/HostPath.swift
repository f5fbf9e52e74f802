// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Paths as the rules compare them.
enum HostPath {
    /// Without trailing slashes.
    static func normalised(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }

    /// Whether `path` is `folder` or below it.
    static func isWithin(_ path: String, _ folder: String) -> Bool {
        let (path, folder) = (normalised(path), normalised(folder))
        return path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }
}
