// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Why the engine did not start a container, and whether a new container may do better.
struct StartRefusal {
    var error: EngineError
    /// The container itself is at fault: it is gone, going, tied to a network that is gone or there twice, or left half-made by an engine that
    /// was killed (`task ...: already exists`).
    var isWorthRemaking: Bool

    /// Nil: it has started, or had already (304).
    init?(_ reply: EngineReply, service: ServiceName) {
        if reply.isSuccess || reply.status == 304 { return nil }
        let text = reply.message
        let lower = text.lowercased()
        isWorthRemaking =
            reply.status == 404 || lower.contains("already exists") || lower.contains("marked for removal")
            || lower.contains("is being removed")
            || (lower.contains("network") && (lower.contains("not found") || lower.contains("ambiguous")))
        let says = "cannot start '\(service)': the Docker engine says: \(text)"
        error =
            if lower.contains("no space left on device") {
                EngineError(.noSpace, says)
            } else if lower.contains("address already in use") || lower.contains("port is already allocated") {
                // Whoever holds the port may let go of it.
                EngineError(.broken, says + "; choose another host_port, or free it")
            } else if reply.status == 400 || lower.contains("oci runtime create failed")
                || lower.contains("oci runtime error")
            {
                EngineError(.invalidSpec, says)
            } else if isWorthRemaking {
                EngineError(.gone, says)
            } else {
                EngineError(.broken, says)
            }
    }
}
