// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker with a workspace whose temporary files go elsewhere.
struct TemporaryFilesOffWorkspace: Rule {
    let name = "tmpdir-off-workspace"
    let reason =
        "Temporary files outside the workspace fill the container's own layer, on the engine's disk, until it is removed."
    let hint = "set TMPDIR to a folder on the workspace"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.containers.compactMap { service, spec in
            let workspaces = spec.mounts.filter { mount in
                !mount.isReadOnly
                    && (HostPath.normalised(mount.target).split(separator: "/").last?.lowercased().contains("workspace")
                        == true)
            }
            guard let workspace = workspaces.first else { return nil }
            let folder = service.environment["TMPDIR"]
            // Memory is as good a place for them: it is limited and emptied with the worker.
            let places = workspaces.map(\.target) + spec.tmpfs.keys
            if let folder, places.contains(where: { HostPath.isWithin(folder, $0) }) { return nil }
            let state = folder.map { "TMPDIR '\($0)' outside" } ?? "no TMPDIR on"
            return warning(
                service,
                "environment",
                "'\(service.name)' has \(state) its workspace '\(workspace.target)'",
                hint: "set TMPDIR: \(HostPath.normalised(workspace.target))/tmp"
            )
        }
    }
}
