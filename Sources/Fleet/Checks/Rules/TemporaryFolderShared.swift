// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The host's `/tmp` inside a container.
struct TemporaryFolderShared: Rule {
    let name = "tmp-shared"
    let reason = "In the host's /tmp a worker sees, and can replace, the files of every other program and worker."
    let hint = "use tmpfs: [/tmp], or a folder of its own"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.containers.flatMap { service, spec in
            spec.mounts.filter { ["/tmp", "/var/tmp", "/dev/shm"].contains(HostPath.normalised($0.source)) }.map {
                mount in
                warning(service, "volumes", "'\(service.name)' shares the host's '\(mount.source)'")
            }
        }
    }
}
