// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity
internal import Fleet
internal import Glibc

/// A process that stands ready in its own session and cgroups and runs nothing yet. Either `proceed` or `abandon` it.
struct ProcessStarter: ~Copyable {
    private let begun: plimsoll_begun
    private let program: String
    private let directory: String?

    var pid: Int32 { begun.pid }

    /// - Parameters:
    ///   - membership: the `cgroup.procs` files of the cgroups to join.
    ///   - output: an open file; stays the caller's to close.
    ///   - limit: set on the process before it runs anything. Nil: what limits it, it finds itself.
    init(
        _ plan: ProcessPlan,
        environment: [String: String],
        membership: [String],
        output: Int32,
        limit: GuardPlan?
    ) throws(SystemError) {
        var groups: [Int32] = []
        defer { for group in groups { close(group) } }
        for file in membership {
            let group = open(file, O_WRONLY | O_CLOEXEC)
            guard group >= 0 else { throw SystemError("cannot open '\(file)'") }
            groups.append(group)
        }
        let arguments = CStrings(plan.arguments)
        let variables = CStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        var begun = plimsoll_begun()
        let code = withExtendedLifetime((arguments, variables)) {
            plan.program.withCString { program in
                CStrings.withOptional(plan.directory) { directory in
                    groups.withUnsafeBufferPointer { groups in
                        var start = plimsoll_start(
                            program: program,
                            arguments: arguments.pointers,
                            environment: variables.pointers,
                            directory: directory,
                            groups: groups.baseAddress,
                            group_count: Int32(groups.count),
                            output: output,
                            limited: limit.map { Self.number(of: $0.resource) } ?? -1,
                            soft_limit: limit?.softLimit ?? 0
                        )
                        return plimsoll_begin(&start, &begun)
                    }
                }
            }
        }
        guard code == 0 else { throw SystemError("cannot fork", code: code) }
        self.begun = begun
        program = plan.program
        directory = plan.directory
    }

    consuming func proceed() throws(EngineError) {
        var begun = self.begun
        var failure = plimsoll_failure()
        plimsoll_proceed(&begun, &failure)
        switch UInt32(bitPattern: failure.step) {
        case PLIMSOLL_STEP_NONE.rawValue:
            return
        case PLIMSOLL_STEP_GROUP.rawValue:
            throw SystemError("cannot enter the worker's cgroup", code: failure.code).engineError()
        case PLIMSOLL_STEP_DIRECTORY.rawValue:
            throw EngineError(
                .invalidSpec,
                "cannot enter working folder '\(directory ?? "")': \(SystemError.text(of: failure.code)); set another"
            )
        case PLIMSOLL_STEP_EXECUTE.rawValue:
            throw executeError(failure.code)
        case PLIMSOLL_STEP_SILENCE.rawValue:
            throw EngineError(.timedOut, "'\(program)' was not loaded within 10 s; look at the disk it is on")
        default:
            throw SystemError("cannot prepare the process of '\(program)'", code: failure.code).engineError()
        }
    }

    consuming func abandon() {
        var begun = self.begun
        plimsoll_abandon(&begun)
    }

    private static func number(of resource: GuardedResource) -> Int32 {
        switch resource {
        case .data: Int32(PLIMSOLL_LIMIT_DATA)
        case .addressSpace: Int32(PLIMSOLL_LIMIT_ADDRESS_SPACE)
        }
    }

    private func executeError(_ code: Int32) -> EngineError {
        let advice =
            switch code {
            case ENOENT: "the interpreter its first line names, or its loader, is missing"
            case ENOEXEC: "it is neither a binary of this machine nor a script with a '#!' line"
            case E2BIG: "shorten its command or environment"
            default: "check the service's command"
            }
        return EngineError(.invalidSpec, "cannot run '\(program)': \(SystemError.text(of: code)); \(advice)")
    }
}
