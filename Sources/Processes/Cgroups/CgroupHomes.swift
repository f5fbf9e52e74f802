// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Glibc

/// The folders below which this proxy makes the cgroups of its workers: one for each hierarchy, and all of them ours.
struct CgroupHomes: Sendable {
    /// Empty: workers get no cgroups.
    private(set) var folders: [CgroupFolder] = []
    /// Why a controller cannot be had.
    private(set) var refusals: [CgroupController: String] = [:]

    static let none = CgroupHomes()

    private init() {}

    /// Tries what may be done in the cgroups the calling process is in. `owner` names the folder of this proxy.
    init(owner: String, places: CgroupPlaces = CgroupPlaces(files: SystemFiles())) {
        let known: [(CgroupController, CgroupPlace?)] = [
            (.memory, places.memory), (.cpu, places.cpu), (.cpuAccounting, places.cpuAccounting),
            (.processes, places.processes),
        ]
        for (controller, place) in known {
            switch place?.version {
            case nil: refusals[controller] = "no cgroup of this controller can be seen"
            case .v1?: addV1(controller, "\(place?.own ?? "")/\(owner)")
            case .v2?: continue
            }
        }
        if let unified = known.lazy.compactMap(\.1).first(where: { $0.version == .v2 }) {
            let governed = known.filter { $0.1?.version == .v2 }.map(\.0)
            addV2(unified, owner: owner, governed: governed)
        }
        if refusals[.memory] != nil { folders = [] }
    }

    var confinement: Confinement {
        if let refusal = refusals[.memory] { return .guardAlone(because: refusal) }
        if folders.isEmpty { return .guardAlone(because: "cgroups are not asked for") }
        let limits = folders.flatMap { folder in
            folder.controllers.filter { $0 != .cpuAccounting }.map {
                "\(CgroupFolder.word(for: $0)) v\(folder.version == .v1 ? 1 : 2)"
            }
        }
        let without = refusals.filter { $0.key != .cpuAccounting }
        return .cgroups(
            limits: limits,
            without: Dictionary(uniqueKeysWithValues: without.map { (CgroupFolder.word(for: $0.key), $0.value) })
        )
    }

    /// Makes our own folders, so that workers can have theirs in them.
    func make() throws(SystemError) {
        for folder in folders {
            try Folder.make(folder.path)
            guard folder.version == .v2 else { continue }
            try Self.handOn(folder.controllers.map(CgroupFolder.word), in: folder.path)
        }
    }

    private mutating func addV1(_ controller: CgroupController, _ path: String) {
        // Controllers mounted together share their folders.
        if let index = folders.firstIndex(where: { $0.path == path }) {
            folders[index].controllers.append(controller)
            return
        }
        do throws(SystemError) {
            try Folder.make(path)
            defer { rmdir(path) }
            guard access("\(path)/cgroup.procs", W_OK) == 0 else {
                throw SystemError("cannot write '\(path)/cgroup.procs'")
            }
            folders.append(CgroupFolder(version: .v1, controllers: [controller], path: path))
        } catch {
            refusals[controller] = "\(error)"
        }
    }

    private mutating func addV2(_ place: CgroupPlace, owner: String, governed: [CgroupController]) {
        do throws(SystemError) {
            let (parent, names) = try Self.settle(place, owner: owner)
            let path = "\(parent)/\(owner)"
            try Folder.make(path)
            defer { rmdir(path) }
            try Self.handOn(names, in: path)
            let controllers = governed.filter { names.contains(CgroupFolder.word(for: $0)) || $0 == .cpuAccounting }
            folders.append(CgroupFolder(version: .v2, controllers: controllers, path: path))
            for controller in governed where !controllers.contains(controller) {
                refusals[controller] = "the controller is not handed on to '\(parent)'"
            }
        } catch {
            for controller in governed { refusals[controller] = "\(error)" }
        }
    }

    /// Finds the v2 cgroup that will hold ours, and which controllers it hands on; moves this process down where it must.
    private static func settle(_ place: CgroupPlace, owner: String) throws(SystemError) -> (String, [String]) {
        switch UnifiedChoice(levels: place.directories.map(UnifiedLevel.read), pid: getpid()) {
        case .none(let reason):
            throw SystemError(reason, code: 0)
        case .beside(let path, let controllers):
            return (path, controllers)
        case .below(let path, let controllers, let mustMove):
            if mustMove {
                try Folder.make("\(path)/\(owner)-proxy")
                try TextFile.write("0", to: "\(path)/\(owner)-proxy/cgroup.procs")
            }
            try handOn(controllers, in: path)
            return (path, controllers)
        }
    }

    private static func handOn(_ controllers: [String], in path: String) throws(SystemError) {
        // One by one: the kernel takes all or none, and one that is missing must not cost the others.
        for controller in controllers where controller != "cpuacct" {
            try TextFile.write("+\(controller)", to: "\(path)/cgroup.subtree_control")
        }
    }
}
