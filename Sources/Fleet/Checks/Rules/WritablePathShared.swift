// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One path of the host that two services may write to.
struct WritablePathShared: Rule {
    let name = "writable-path-shared"
    let reason =
        "Two workers that write to one folder overwrite each other's files, and each reads what the other's users left."
    let hint = "give each service a folder of its own, or mount it read-only in all but one"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        let writable = fleet.containers.flatMap { service, spec in
            spec.mounts.filter { !$0.isReadOnly }.map { (service: service, source: $0.source) }
        }
        var findings: [Finding] = []
        for (index, mount) in writable.enumerated() {
            let other = writable[..<index].first { other in
                other.service.name != mount.service.name
                    && (HostPath.isWithin(mount.source, other.source) || HostPath.isWithin(other.source, mount.source))
            }
            guard let other else { continue }
            let message =
                HostPath.normalised(other.source) == HostPath.normalised(mount.source)
                ? "'\(mount.service.name)' and '\(other.service.name)' may both write to '\(mount.source)'"
                : "'\(mount.service.name)' may write to '\(mount.source)' and '\(other.service.name)' to '\(other.source)', one within the other"
            findings.append(warning(mount.service, "volumes", message))
        }
        return findings
    }
}
