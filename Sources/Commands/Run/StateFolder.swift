// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where a proxy keeps its lock, its token and the records of its local processes: readable by its user alone.
struct StateFolder {
    let path: String

    /// - Throws: `CommandFailure` when it cannot be made, or is another user's.
    init(path: String) throws(CommandFailure) {
        self.path = path
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                throw CommandFailure("cannot make the folder '\(made)': \(String(cString: strerror(errno)))")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure("'\(path)' is no folder; remove it, or set PLIMSOLL_STATE to another place")
        }
        guard status.st_uid == geteuid() else {
            throw CommandFailure(
                "the folder '\(path)' belongs to another user; set PLIMSOLL_STATE to a place of your own"
            )
        }
        guard status.st_mode & 0o022 == 0 else {
            throw CommandFailure(
                "others may write to the folder '\(path)'; type: chmod go-w '\(path)', or set PLIMSOLL_STATE to a place of your own"
            )
        }
    }

    /// `PLIMSOLL_STATE`, else `/var/lib/plimsoll` for root, else `XDG_STATE_HOME`, else `~/.local/state`.
    static func usualPath(environment: [String: String], userID: UInt32) -> String {
        var here: String {
            guard let folder = getcwd(nil, 0) else { return "/" }
            defer { free(folder) }
            return String(cString: folder) + "/"
        }
        func value(_ name: String) -> String? {
            guard let text = environment[name], text.hasPrefix("/") else { return nil }
            return text
        }
        if let chosen = environment["PLIMSOLL_STATE"], !chosen.isEmpty {
            return chosen.hasPrefix("/") ? chosen : here + chosen
        }
        if userID == 0 { return "/var/lib/plimsoll" }
        if let state = value("XDG_STATE_HOME") { return state + "/plimsoll" }
        if let home = value("HOME") { return home + "/.local/state/plimsoll" }
        return "/tmp/plimsoll-\(userID)"
    }
}
