// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// One run of the guard: limits itself, then becomes the program.
enum GuardRun {
    /// Returns the exit status only where no program was executed. `arguments` ends with a null pointer, as C's do.
    static func run(count: Int, arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
        let words = (min(1, count)..<count).compactMap { arguments[$0].map { String(cString: $0) } }
        let name = count > 0 ? arguments[0].map { String(cString: $0) } ?? "" : ""
        switch GuardCommand(parsing: words, linkedAs: name) {
        case .tool(let tool, let words):
            return ToolRun(tool: tool).run(words)
        case .help:
            _ = write(GuardCommand.helpText, to: 1)
            return GuardExit.done
        case .version:
            _ = write("plimsoll-guard \(PlimsollVersion.current)\n", to: 1)
            return GuardExit.done
        case .misuse(let reason):
            say(reason)
            return GuardExit.guardFailed
        case .run(let options, let program):
            let runtimes = RuntimeEnvironment(words: words.dropFirst(program).map { Array($0.utf8) })
            switch Confinement(options: options, runtimes: runtimes).apply() {
            case .refused(let reason):
                say(reason)
                return GuardExit.guardFailed
            case .done:
                return Execution.execute(arguments + 1 + program)
            case .lease(let lease):
                return lease.run(arguments + 1 + program)
            }
        }
    }

    /// How many processors this process may run on, at least one.
    static var allowedProcessors: Int { max(1, Int(plimsoll_allowed_processors())) }

    /// One line to standard error. It is lost where nobody takes it: a program that asks for memory may wait for what follows.
    static func say(_ line: String) {
        var bytes = Array("plimsoll-guard: \(line)\n".utf8)
        // A process gives itself its name, and a terminal would take it at its word.
        for index in 0..<bytes.count - 1 where bytes[index] < 0x20 || bytes[index] == 0x7f { bytes[index] = 0x3f }
        _ = bytes.withUnsafeBytes { plimsoll_write_at_once(2, $0.baseAddress, Int64($0.count)) }
    }

    /// Returns whether all of it was written.
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { plimsoll_write(descriptor, $0.baseAddress, Int64($0.count)) } == 0
    }
}
