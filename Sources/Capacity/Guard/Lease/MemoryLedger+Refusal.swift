// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension MemoryLedger {
    /// What the process is called; empty for one that is not known.
    package func name(of process: Int32) -> String {
        largest(.max).first { $0.process == process }?.name ?? ""
    }

    /// One line for a person: who was refused how much, what is left, and who holds most.
    package func refusal(of request: MemoryRequest, limit: ByteCount) -> String {
        let known = name(of: request.process)
        let name = known.isEmpty ? "a process" : known
        let largest = largest(3).map { "\($0.name) (\($0.process)) \($0.held.description)" }
        var list = ""
        for entry in largest { list += list.isEmpty ? entry : ", \(entry)" }
        let rest = ByteCount(bytes: left).description
        return
            "refused \(request.size.description) to \(name) (\(request.process)): \(rest) of \(limit.description) left"
            + "; largest: \(list)"
    }
}
