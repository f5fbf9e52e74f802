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
        var isThere = false
        for candidate in ProgramSearch.candidates(for: program, path: path) {
            let error = (candidate + [0]).withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) {
                    let error = plimsoll_execute($0.baseAddress, arguments, unasked ? 1 : 0)
                    isThere = isThere || plimsoll_is_there($0.baseAddress) != 0
                    return error
                }
            }
            if plimsoll_is_missing(-error) != 0 { continue }
            lastError = error
            // One that may not be executed does not hide a later one that may.
            if plimsoll_is_denied(-error) == 0 { break }
        }
        let name = String(decoding: program, as: UTF8.self)
        if lastError == 0 {
            GuardRun.say(
                isThere
                    ? "cannot run '\(name)': the interpreter in its first line, or its loader, is missing"
                    : "cannot find the program '\(name)'"
            )
            return GuardExit.notFound
        }
        GuardRun.say("cannot run '\(name)': \(text(of: lastError))")
        return GuardExit.cannotRun
    }

    /// What a result below zero means.
    static func text(of result: Int32) -> String {
        plimsoll_error_text(-result).map { String(cString: $0) } ?? "error \(-result)"
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
