// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension DockerAPI {
    /// Makes sure that there is one network of that name; one that is there already stays as it is.
    /// - Returns: whether it had to be made.
    @discardableResult
    func ensureNetwork(_ name: ObjectName) async throws(EngineError) -> Bool {
        await networkTurn.take()
        let outcome = await made(name)
        await networkTurn.give()
        return try outcome.get()
    }

    /// Removes every network of that name that can be removed.
    /// - Returns: whether there was one.
    func removeNetworks(_ name: ObjectName) async throws(EngineError) -> Bool {
        let found = try await networks(name)
        for network in found { try await remove(network) }
        return !found.isEmpty
    }

    private func made(_ name: ObjectName) async -> Result<Bool, EngineError> {
        do throws(EngineError) {
            let look = EngineCall(.get, "/networks/\(name.text)", purpose: "look for network '\(name.text)'")
            let reply = try await transport.send(look)
            // Two of one name: the engine does not know which is meant.
            if reply.status == 400, reply.message.contains("ambiguous") {
                try await removeSpare(name)
                return .success(false)
            }
            if reply.status != 404 {
                guard reply.isSuccess else { throw reply.refusal(of: look) }
                // The engine also takes the beginning of an id for a name.
                if try reply.decoded(as: NetworkInspection.self, for: look).name == name.text { return .success(false) }
            }
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
            // Engines before 25 do not keep two from making one of the same name at once.
            try await removeSpare(name)
            return .success(true)
        } catch {
            return .failure(error)
        }
    }

    /// Leaves one network of that name: of ours the oldest, so that everybody who does this keeps the same.
    private func removeSpare(_ name: ObjectName) async throws(EngineError) {
        let found = try await networks(name)
        var count = found.count
        let ours = found.filter { $0.labels?[WorkerLabels.network] == "true" }
        for network in ours.sorted(by: { ($0.created ?? "", $0.id ?? "") > ($1.created ?? "", $1.id ?? "") })
        where count > 1 {
            // One that is in use stays, and another one goes.
            if (try? await remove(network)) != nil { count -= 1 }
        }
    }

    private func networks(_ name: ObjectName) async throws(EngineError) -> [NetworkInspection] {
        let call = EngineCall(
            .get,
            "/networks",
            query: [("filters", "{\"name\":[\"\(name.text)\"]}")],
            purpose: "list networks '\(name.text)'"
        )
        // The engine's filter takes a part of the name, too.
        return (try await look(call, as: [NetworkInspection].self) ?? []).filter { $0.name == name.text }
    }

    private func remove(_ network: NetworkInspection) async throws(EngineError) {
        guard let id = network.id, let id = ContainerID(id) else { return }
        let call = EngineCall(.delete, "/networks/\(id.text)", purpose: "remove network \(id.short)")
        try await order(call, alsoFine: [404])
    }
}
