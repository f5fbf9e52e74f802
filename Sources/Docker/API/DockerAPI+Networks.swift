// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension DockerAPI {
    /// Makes sure that there is a network of that name; one that is there already stays as it is.
    /// - Returns: whether it had to be made.
    @discardableResult
    func ensureNetwork(_ name: ObjectName) async throws(EngineError) -> Bool {
        let look = EngineCall(.get, "/networks/\(name.text)", purpose: "look for network '\(name.text)'")
        // The engine also takes the beginning of an id for a name.
        if try await self.look(look, as: NetworkInspection.self)?.name == name.text { return false }
        let request = NetworkCreateRequest(name: name.text, labels: [WorkerLabels.network: "true"])
        let call = EngineCall(
            .post,
            "/networks/create",
            body: Self.json(request),
            deadline: EngineCall.longDeadline,
            purpose: "create network '\(name.text)'"
        )
        // 409: somebody was faster.
        try await order(call, alsoFine: [409])
        return true
    }
}
