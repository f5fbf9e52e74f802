// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What tells one state of a file from the next without reading it.
enum FileStamp {
    static func of(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "missing" }
        return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
}
