// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// For who needs an engine without any image: a demonstration makes what it needs, and takes it away again.
extension DockerEngine {
    /// The engine's release, such as `28.2.2`.
    package func release() async throws(EngineError) -> String {
        let call = EngineCall(.get, "/version", purpose: "ask the engine for its version")
        return try await api.look(call, as: VersionReply.self)?.version ?? "of unknown version"
    }

    /// Makes an image without any file.
    package func importEmptyImage(named name: String) async throws(EngineError) {
        let reference = try ImageReference(name)
        // An archive's end: two blocks of zeros (POSIX.1-2017, pax, "ustar Interchange Format").
        let call = EngineCall(
            .post,
            "/images/create",
            query: [("fromSrc", "-"), ("repo", reference.text)],
            body: .tar([UInt8](repeating: 0, count: 1024)),
            deadline: EngineCall.longDeadline,
            purpose: "make an empty image '\(name)'"
        )
        try await api.order(call)
    }

    /// - Returns: whether there was one.
    package func removeImage(named name: String) async throws(EngineError) -> Bool {
        let reference = try ImageReference(name)
        let call = EngineCall(.delete, "/images/\(reference.text)", purpose: "remove image '\(name)'")
        return try await removeIfThere(call)
    }

    /// - Returns: whether there was one.
    package func removeNetwork(named name: String) async throws(EngineError) -> Bool {
        try await api.removeNetworks(try ObjectName(name, kind: "network"))
    }

    private func removeIfThere(_ call: EngineCall) async throws(EngineError) -> Bool {
        let reply = try await api.transport.send(call)
        if reply.status == 404 { return false }
        guard reply.isSuccess else { throw reply.refusal(of: call) }
        return true
    }
}
