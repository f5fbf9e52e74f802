// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

extension DockerEngine {
    /// The first process of a container, as this host numbers it. Nil: it does not run, or there is none of that name.
    /// - Parameter name: its name or its id.
    package static func process(ofContainer name: String, at address: EngineAddress) async throws(EngineError) -> Int32?
    {
        let api = DockerAPI(transport: EngineTransport(address: address))
        let state = try await api.container(named: try ObjectName(name, kind: "container"))?.state
        guard let process = state?.pid, process > 0 else { return nil }
        return Int32(exactly: process)
    }
}
