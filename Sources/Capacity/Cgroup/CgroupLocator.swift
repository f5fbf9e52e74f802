// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Finds the cgroup directories of one process from `/proc`, for each controller by itself: hosts mix v1 and v2.
struct CgroupLocator<Files: FileReader> {
    private let files: Files
    private let process: Int32?
    private let memberships: [CgroupMembership]
    private let mounts: [CgroupMount]

    /// `process` nil is the calling one.
    init(files: Files, process: Int32?) {
        self.files = files
        self.process = process
        let membershipFile = process.map { "/proc/\($0)/cgroup" } ?? "/proc/self/cgroup"
        let memberships =
            files.bytes(at: membershipFile).map { CgroupMembership.parse($0) }
            // Without a word about ourselves: what is mounted is what we are in, or an ancestor of it.
            ?? (process == nil ? CgroupMembership.unknown : [])
        self.memberships = memberships
        // Always our own: these are the mounts we read through, also for another process.
        mounts =
            files.bytes(at: "/proc/self/mountinfo").map { CgroupMount.parse($0) }
            ?? CgroupMount.usual(for: memberships).filter { mount in
                files.bytes(at: KernelText.string(mount.directory[...]) + "/cgroup.procs") != nil
            }
    }

    func place(of controller: CgroupController) -> CgroupPlace? {
        if let membership = memberships.first(where: { $0.version == .v1 && $0.governs(controller) }),
            let place = place(of: controller, in: membership)
        {
            return place
        }
        return unifiedPlace
    }

    /// In the v2 hierarchy, whatever controllers it has.
    var unifiedPlace: CgroupPlace? {
        guard let membership = memberships.first(where: { $0.version == .v2 }) else { return nil }
        // Any controller will do: v2 mounts show all of them.
        return place(of: .memory, in: membership)
    }

    private func place(of controller: CgroupController, in membership: CgroupMembership) -> CgroupPlace? {
        let candidates = mounts.filter { $0.shows(controller, membership.version) }
        guard var best = candidates.first else { return nil }
        for candidate in candidates.dropFirst() where isBetter(candidate, than: best, for: membership.path) {
            best = candidate
        }
        return directories(through: best, to: membership.path)
            .map { CgroupPlace(version: membership.version, directories: $0) }
    }

    /// A mount that shows the path beats one that does not; then the one with more ancestors in sight; then the usual one.
    private func isBetter(_ mount: CgroupMount, than other: CgroupMount, for path: CgroupPath) -> Bool {
        let shows = path.below(mount.root) != nil
        let otherShows = path.below(other.root) != nil
        if shows != otherShows { return shows }
        let depth = mount.root.components.count
        let otherDepth = other.root.components.count
        if shows, depth != otherDepth { return depth < otherDepth }
        return mount.isUnderUsualDirectory && !other.isUnderUsualDirectory
    }

    private func directories(through mount: CgroupMount, to path: CgroupPath) -> [String]? {
        if let steps = path.below(mount.root) {
            var directory = mount.directory
            var directories = [KernelText.string(directory[...])]
            for step in steps {
                directory.append(UInt8(ascii: "/"))
                directory.append(contentsOf: step)
                directories.append(KernelText.string(directory[...]))
            }
            return directories.reversed()
        }
        return isStillAbove(mount, path) ? [KernelText.string(mount.directory[...])] : nil
    }

    /// Whether a mount whose root does not lead to the path shows an ancestor of the process, or its own cgroup, all the same.
    private func isStillAbove(_ mount: CgroupMount, _ path: CgroupPath) -> Bool {
        // Mounted from outside of our namespace, from further up.
        if mount.root.isAboveNamespace && !path.isOutsideNamespace { return true }
        // Moved out of our namespace's root after the start: that root is the best there is.
        if process == nil && mount.root.components.isEmpty && path.isOutsideNamespace { return true }
        return lists(mount)
    }

    private func lists(_ mount: CgroupMount) -> Bool {
        guard let number = ownNumber else { return false }
        let directory = KernelText.string(mount.directory[...])
        for name in ["cgroup.procs", "tasks"] {
            guard let text = files.bytes(at: "\(directory)/\(name)") else { continue }
            // A process of another namespace is shown as 0; from in here, that can only be our own outside self.
            let isListed = KernelText.lines(text).contains { line in
                KernelText.number(line).map { $0 == number || ($0 == 0 && process == nil) } ?? false
            }
            if isListed { return true }
        }
        return false
    }

    /// The number of the process as `/proc` gives it, which is also how cgroup files give it.
    private var ownNumber: Int64? {
        if let process { return Int64(process) }
        return files.bytes(at: "/proc/self/stat").flatMap { KernelText.firstNumber($0) }
    }
}
