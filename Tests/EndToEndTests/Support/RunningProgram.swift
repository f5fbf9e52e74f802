// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PlimsollTesting
import Synchronization

/// A program started for a test, as a user would from a shell. What it writes is kept in a file.
final class RunningProgram: Sendable {
    let pid: pid_t
    private let outputFile: String
    private let status = Mutex<Int?>(nil)

    /// - Parameter environment: all of it; nothing is inherited.
    /// - Parameter folder: where it is started. Nil: where the tests are.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        folder: String? = nil,
        outputFile: String
    ) throws {
        self.outputFile = outputFile
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Other tests' sockets, as not all of them are closed on exec; one that is not open is no error.
        for descriptor in 3..<CInt(min(sysconf(CInt(_SC_OPEN_MAX)), 4096)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: a Ctrl-C at the tests' terminal is theirs to pass on.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)

        let command = [program] + arguments
        let line = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0] + command } ?? command
        var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid = pid_t()
        let error = posix_spawn(&pid, line[0], &actions, &attributes, &words, &variables)
        guard error == 0 else { throw Failure("cannot start \(program): \(String(cString: strerror(error)))") }
        let child = pid
        self.pid = child
        // Ends with the program, which whoever started it ends.
        Thread.detachNewThread { [self] in
            var status: CInt = 0
            while waitpid(child, &status, 0) == -1, errno == EINTR {}
            let code = status & 0x7f == 0 ? Int(status >> 8 & 0xff) : 128 + Int(status & 0x7f)
            self.status.withLock { $0 = code }
        }
    }

    /// 128 and the signal's number where one ended it. Nil: it runs.
    var exitStatus: Int? { status.withLock { $0 } }

    /// Everything it wrote so far.
    var output: String {
        String(decoding: FileManager.default.contents(atPath: outputFile) ?? Data(), as: UTF8.self)
    }

    func signal(_ signal: CInt) {
        // Once it was waited for, its number may be another's.
        status.withLock { if $0 == nil { _ = Glibc.kill(pid, signal) } }
    }

    /// - Throws: when it still runs after `timeout`.
    @discardableResult
    func exited(within timeout: Duration = .seconds(20)) async throws -> Int {
        do {
            try await eventually("the end of process \(pid)", within: timeout) { exitStatus != nil }
        } catch {
            throw Failure("process \(pid) still runs after \(timeout); it wrote:\n\(output)")
        }
        return exitStatus ?? -1
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}
