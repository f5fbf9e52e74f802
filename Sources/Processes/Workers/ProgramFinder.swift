// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc

/// Finds the file a command names, as a shell would.
enum ProgramFinder {
    /// - Parameters:
    ///   - search: the `PATH` the worker will have.
    ///   - directory: the folder the worker will start in; nil: ours.
    static func find(_ program: String, search: String, directory: String?) throws(EngineError) -> String {
        if program.utf8.contains(UInt8(ascii: "/")) {
            let path = program.hasPrefix("/") ? program : directory.map { "\($0)/\(program)" } ?? program
            if let obstacle = obstacle(at: path) {
                throw EngineError(.invalidSpec, "cannot run '\(path)': \(obstacle); check the service's command")
            }
            return absolute(path)
        }
        var refused: (path: String, obstacle: String)?
        for folder in search.split(separator: ":") {
            let path = "\(folder)/\(program)"
            guard let obstacle = obstacle(at: path) else { return absolute(path) }
            if refused == nil, access(path, F_OK) == 0 { refused = (path, obstacle) }
        }
        if let refused {
            throw EngineError(
                .invalidSpec,
                "cannot run '\(refused.path)': \(refused.obstacle); check the service's command"
            )
        }
        throw EngineError(
            .invalidSpec,
            "cannot run '\(program)': no such program in PATH (\(search)); install it or give its whole path"
        )
    }

    /// It is executed from another folder than ours.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    /// Why the file cannot be executed; nil: it can.
    private static func obstacle(at path: String) -> String? {
        if Folder.isFolder(path) { return "it is a folder" }
        guard access(path, F_OK) == 0 else { return SystemError.text(of: errno) }
        return access(path, X_OK) == 0 ? nil : "it is not executable"
    }
}
