// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Glibc

/// The guard's program file, which goes into every worker.
enum GuardBinary {
    /// `PLIMSOLL_GUARD`, else `plimsoll-guard` beside this program. Nil: neither is a static program.
    static func find(environment: [String: String]) -> String? {
        if let named = environment["PLIMSOLL_GUARD"], !named.isEmpty {
            return isStaticProgram(named) ? absolute(named) : nil
        }
        guard let own = absolute("/proc/self/exe"), let slash = own.lastIndex(of: "/") else { return nil }
        let beside = own[..<slash] + "/plimsoll-guard"
        return isStaticProgram(String(beside)) ? String(beside) : nil
    }

    /// Why a proxy without a guard cannot run these services, and what to do about it. Nil: none of them is to be guarded.
    static func obstacle(for services: [ServiceDefinition]) -> (message: String, hint: String)? {
        guard let guarded = services.first(where: \.wantsGuard) else { return nil }
        return (
            "'\(guarded.name)' is to be guarded, and there is no static plimsoll-guard beside this program",
            "type: make guard, or name it in PLIMSOLL_GUARD, or set guard: off"
        )
    }

    private static func absolute(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether it is a 64-bit ELF file without an interpreter: one with it would not start in an empty image.
    /// ELF-64 object file format, "Program header".
    private static func isStaticProgram(_ path: String) -> Bool {
        guard let file = fopen(path, "re") else { return false }
        defer { fclose(file) }
        var header = [UInt8](repeating: 0, count: 4096)
        let count = fread(&header, 1, header.count, file)
        guard count >= 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return false }
        func number(at offset: Int, bytes: Int) -> Int {
            (0..<bytes).reduce(0) { $0 | Int(header[offset + $1]) << (8 * $1) }
        }
        let table = number(at: 32, bytes: 4)
        let entrySize = number(at: 54, bytes: 2)
        let entries = number(at: 56, bytes: 2)
        let interpreter = 3
        for entry in 0..<entries {
            let start = table + entry * entrySize
            guard start + 4 <= count else { return false }
            if number(at: start, bytes: 4) == interpreter { return false }
        }
        return true
    }
}

extension ServiceDefinition {
    var wantsGuard: Bool {
        if case .upstream = workload { false } else { guardMode != .off }
    }
}
