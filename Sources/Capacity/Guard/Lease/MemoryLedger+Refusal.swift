// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension MemoryLedger {
    /// One line for a person: who was refused how much, what is left, and who holds most.
    package func refusal(of request: MemoryRequest) -> String {
        let known = name(of: request.process)
        let name = known.isEmpty ? "a process" : known
        var line = "refused \(request.size.description) to \(name) (\(request.process)): "
        line += "\(ByteCount(bytes: left).description) of \(room.limit.description) left; largest: "
        var separator = ""
        for process in largest(3) {
            line += "\(separator)\(process.name) (\(process.process)) \(process.held.description)"
            separator = ", "
        }
        if let shared = room.shared, shared.bytes > room.limit.bytes / 8 {
            line += "\(separator)files in memory and shared memory \(shared.description)"
        }
        return line
    }
}
