// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc

/// The Python of this machine, and the folders it needs to run in an empty image.
struct PythonOnHost {
    let path: String

    /// Nil: there is none on the PATH.
    init?(environment: [String: String]) {
        let folders = ["/usr/bin"] + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in folders {
            guard access(folder + "/python3", X_OK) == 0, let resolved = realpath(folder + "/python3", nil) else {
                continue
            }
            defer { free(resolved) }
            path = String(cString: resolved)
            return
        }
        return nil
    }

    /// Read-only: a worker sees the machine's programs and libraries, and can change none of them.
    var mounts: [Mount] {
        var folders = ["/usr", "/lib", "/lib64", "/bin"]
        folders.removeAll { access($0, F_OK) != 0 }
        let home = path.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
        if !home.hasPrefix("/usr"), !home.isEmpty { folders.append(home) }
        return folders.map { Mount(source: $0, target: $0, isReadOnly: true) }
    }
}
