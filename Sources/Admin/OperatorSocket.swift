// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where the proxy and its local command line meet, when nobody says otherwise.
package enum OperatorSocket {
    /// The longest path the kernel takes for a unix socket (`sun_path` without its closing NUL), in bytes.
    package static let longestPath = 107

    /// The path for this process: `PLIMSOLL_SOCKET`, else the usual place for its user.
    package static var defaultPath: String {
        defaultPath(userID: geteuid()) { name in getenv(name).map { String(cString: $0) } }
    }

    static func defaultPath(userID: UInt32, environment: (String) -> String?) -> String {
        func value(_ name: String) -> String? {
            guard let text = environment(name), !text.isEmpty else { return nil }
            return text
        }
        if let path = value("PLIMSOLL_SOCKET") { return path }
        if userID == 0 { return "/run/plimsoll/operator.sock" }
        // The XDG base directory specification says to ignore paths that are not absolute.
        if let folder = value("XDG_RUNTIME_DIR"), folder.hasPrefix("/") { return "\(folder)/plimsoll/operator.sock" }
        if let home = value("HOME"), home.hasPrefix("/") { return "\(home)/.local/state/plimsoll/operator.sock" }
        return "/tmp/plimsoll-\(userID)/operator.sock"
    }
}
