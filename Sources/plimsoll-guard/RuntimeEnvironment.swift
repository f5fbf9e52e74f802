// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Tells the runtimes of the program how large they may be, by this process's environment.
struct RuntimeEnvironment {
    /// The program and its arguments.
    let words: [[UInt8]]

    func plan(_ limits: EffectiveLimits, allowedProcessors: Int) -> RuntimePlan {
        let room = RuntimeRoom(limits, allowedProcessors: allowedProcessors)
        // Looked at once, and only where a row of the table asks.
        lazy var traits = ProgramInspector(files: SystemFiles()).traits(
            of: words,
            path: variable("PATH").map { Array($0.utf8) },
            preloaded: variable("LD_PRELOAD").map { Array($0.utf8) }
        )
        return RuntimePlan(
            room: room,
            found: { traits.shows($0) },
            arguments: words.map { String(decoding: $0, as: UTF8.self) },
            value: variable
        )
    }

    func apply(_ plan: RuntimePlan) {
        for variable in plan.variables {
            _ = variable.name.withCString { name in variable.value.withCString { plimsoll_set_environment(name, $0) } }
        }
    }

    private func variable(_ name: String) -> String? {
        name.withCString { plimsoll_get_environment($0) }.map { String(cString: $0) }
    }
}
