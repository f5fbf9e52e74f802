// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

/// One `key value` per line; cgroups as `cgroup VERSION CONTROLLERS PATH`.
extension WorkerRecord {
    private static let header = "plimsoll-worker 1"

    var text: String {
        var lines = [
            Self.header, "service \(Self.escaped(service.text))", "pid \(process.pid)", "start \(process.startTime)",
            "boot \(boot)", "port \(port)", "settings \(settings)",
        ]
        if let memoryLimit { lines.append("memory \(memoryLimit.bytes)") }
        if let mark { lines.append("mark \(mark)") }
        for folder in cgroup.folders {
            let controllers = folder.controllers.map(CgroupFolder.word).joined(separator: ",")
            lines.append("cgroup \(folder.version == .v1 ? 1 : 2) \(controllers) \(Self.escaped(folder.path))")
        }
        if let exit { lines.append("exit \(exit.verdict.rawValue) \(exit.status.map(String.init) ?? "-")") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Nil: not a whole record of this version.
    init?(parsing text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        guard lines.first == Self.header, text.hasSuffix("\n") else { return nil }
        var values: [String: String] = [:]
        var folders: [CgroupFolder] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            if parts[0] == "cgroup" {
                guard let folder = Self.folder(parts[1]) else { return nil }
                folders.append(folder)
            } else {
                values[parts[0]] = parts[1]
            }
        }
        guard let service = values["service"].flatMap(Self.unescaped), let pid = values["pid"].flatMap({ Int32($0) }),
            pid > 1, let start = values["start"].flatMap({ UInt64($0) }), let boot = values["boot"],
            let port = values["port"].flatMap({ Int($0) }), let settings = values["settings"]
        else { return nil }
        self.service = ServiceName(service)
        process = ProcessIdentity(pid: pid, startTime: start)
        self.boot = boot
        self.port = port
        self.settings = settings
        memoryLimit = values["memory"].flatMap { Int64($0) }.map { ByteCount(bytes: $0) }
        cgroup = WorkerCgroup(folders: folders)
        mark = values["mark"]
        exit = values["exit"].flatMap(Self.exit)
    }

    private static func folder(_ text: String) -> CgroupFolder? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "1" || parts[0] == "2", let path = unescaped(parts[2]) else { return nil }
        let words = parts[1].split(separator: ",")
        let controllers = CgroupController.allCases.filter { words.contains(CgroupFolder.word(for: $0)[...]) }
        return CgroupFolder(version: parts[0] == "1" ? .v1 : .v2, controllers: controllers, path: path)
    }

    private static func exit(_ text: String) -> WorkerExit? {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let verdict = Verdict(rawValue: parts[0]) else { return nil }
        return WorkerExit(verdict: verdict, status: Int(parts[1]))
    }

    /// A name for a service's files and cgroups that is the name of nothing else, and leads out of no folder.
    static func fileName(of service: ServiceName) -> String {
        "w-" + escaped(service.text).split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2f")
    }

    /// Bytes that would end a value or a line, as `%` and two hexadecimal digits.
    static func escaped(_ text: String) -> String {
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            guard byte <= 0x20 || byte == UInt8(ascii: "%") || byte == 0x7F else { return [byte] }
            return Array(("%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
