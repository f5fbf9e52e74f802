// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What an engine of local processes is told once.
package struct ProcessEngineSettings: Hashable, Sendable {
    /// Tells the workers of this proxy from those of others on the host: part of its cgroups' names.
    package var owner: String
    /// An absolute path. Records and logs of workers live here, and outlive the proxy.
    package var stateFolder: String
    /// The guard's binary. Nil: there is none, and programs start as they are.
    package var guardPath: String?
    /// The proxy's own environment: workers get PATH, HOME, LANG and USER of it, and nothing else.
    package var environment: [String: String]
    /// Whether workers get cgroups where this user may make them.
    package var usesCgroups: Bool

    package init(
        owner: String,
        stateFolder: String,
        guardPath: String?,
        environment: [String: String],
        usesCgroups: Bool = true
    ) {
        self.owner = owner
        self.stateFolder = stateFolder
        self.guardPath = guardPath
        self.environment = environment
        self.usesCgroups = usesCgroups
    }

    /// The usual place: below the user's runtime folder, else `/run` for root, else in the home folder.
    package static func usualStateFolder(environment: [String: String], isRoot: Bool) -> String {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") { return "\(runtime)/plimsoll" }
        if isRoot { return "/run/plimsoll" }
        return "\(environment["HOME"] ?? "/tmp")/.local/state/plimsoll"
    }

    /// The name of this proxy's cgroups: short enough for a file's, and no other owner's.
    var folderName: String {
        let safe = owner.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "_" }
        var digest = Digest()
        digest.add(owner)
        return "plimsoll-\(String(safe.prefix(80)))-\(digest.text)"
    }
}
