// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Foundation
internal import Glibc

/// A program of the machine that a test needs the help of.
package enum ToolRun {
    package struct Result: Sendable {
        package let status: Int
        /// What it wrote to output and error.
        package let output: String
    }

    /// Runs it to its end. What it leaves running does not matter: Foundation's `Process` would wait for that, too.
    package static func run(_ program: String, _ arguments: [String]) async throws -> Result {
        let file = "/tmp/plimsoll-tool-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { unlink(file) }
        let status = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: runBlocking(program, arguments, outputTo: file))
            }
        }
        let text = try String(decoding: Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        return Result(status: status, output: text)
    }

    /// The same while the process is exiting, when no task runs any more.
    @discardableResult
    static func runBlocking(_ program: String, _ arguments: [String], outputTo file: String = "/dev/null") -> Int {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid = pid_t()
        guard posix_spawn(&pid, program, &actions, nil, words, environ) == 0 else { return 127 }
        var status: CInt = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status & 0x7f == 0 ? Int(status >> 8 & 0xff) : 128 + Int(status & 0x7f)
    }
}
