// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Becomes another program.
enum Execution {
    /// Executes the first of `arguments`, looked for in this process's `PATH`. Returns the exit status for why it could not.
    ///
    /// `unasked`: the supervisor of this process need not hear of it. A script without `#!` is not handed to a shell: the engine would not do that either, and the guard must change nothing.
    static func execute(
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
        unasked: Bool = false
    ) -> Int32 {
        let program = arguments[0].map { bytes($0) } ?? []
        var lastError: Int32 = 0
        let candidates = ProgramSearch.candidates(for: program, path: path)
        for candidate in candidates {
            let error = withPath(candidate) { plimsoll_execute($0, arguments, unasked ? 1 : 0) }
            if plimsoll_is_missing(-error) != 0 { continue }
            lastError = error
            // One that may not be executed does not hide a later one that may.
            if plimsoll_is_denied(-error) == 0 { break }
        }
        let name = String(decoding: program, as: UTF8.self)
        if lastError == 0 {
            for candidate in candidates where withPath(candidate, plimsoll_is_there) != 0 {
                GuardRun.say("cannot run '\(name)': the interpreter in its first line, or its loader, is missing")
                return GuardExit.notFound
            }
            GuardRun.say("cannot find the program '\(name)'")
            return GuardExit.notFound
        }
        GuardRun.say("cannot run '\(name)': \(text(of: lastError))")
        return GuardExit.cannotRun
    }

    /// What a result below zero means.
    static func text(of result: Int32) -> String {
        plimsoll_error_text(-result).map { String(cString: $0) } ?? "error \(-result)"
    }

    private static func withPath(_ path: [UInt8], _ use: (UnsafePointer<CChar>?) -> Int32) -> Int32 {
        (path + [0]).withUnsafeBufferPointer { $0.withMemoryRebound(to: CChar.self) { use($0.baseAddress) } }
    }

    private static var path: [UInt8]? {
        plimsoll_get_environment("PATH").map { bytes($0) }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = text
        while next.pointee != 0 {
            bytes.append(UInt8(bitPattern: next.pointee))
            next += 1
        }
        return bytes
    }
}
