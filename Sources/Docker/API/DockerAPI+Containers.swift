// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

extension DockerAPI {
    /// Nil: there is none of that name.
    func container(named name: ObjectName) async throws(EngineError) -> ContainerInspection? {
        try await look(
            EngineCall(.get, "/containers/\(name.text)/json", purpose: "look at container '\(name.text)'"),
            as: ContainerInspection.self
        )
    }

    func container(
        _ id: ContainerID,
        deadline: Duration = EngineCall.usualDeadline
    ) async throws(EngineError) -> ContainerInspection? {
        try await look(
            EngineCall(
                .get,
                "/containers/\(id.text)/json",
                deadline: deadline,
                purpose: "look at container \(id.short)"
            ),
            as: ContainerInspection.self
        )
    }

    /// Every container, whatever its condition, that has all these labels (`name=value`).
    func containers(labelled labels: [String]) async throws(EngineError) -> [ContainerSummary] {
        let quoted = labels.map(Self.quoted).joined(separator: ",")
        let call = EngineCall(
            .get,
            "/containers/json",
            query: [("all", "1"), ("filters", "{\"label\":[\(quoted)]}")],
            purpose: "list the workers"
        )
        return try await look(call, as: [ContainerSummary].self) ?? []
    }

    /// The answer as it is: which refusals matter is for the caller to say.
    func create(_ request: ContainerCreateRequest, named name: ObjectName) async throws(EngineError) -> (
        EngineReply, EngineCall
    ) {
        let call = EngineCall(
            .post,
            "/containers/create",
            query: [("name", name.text)],
            body: Self.json(request),
            deadline: EngineCall.longDeadline,
            purpose: "create '\(name.text)'"
        )
        return (try await transport.send(call), call)
    }

    /// Unpacks `archive` in the container's root.
    func upload(_ archive: [UInt8], to id: ContainerID, of service: ServiceName) async throws(EngineError) {
        try await order(
            EngineCall(
                .put,
                "/containers/\(id.text)/archive",
                query: [("path", "/")],
                body: .tar(archive),
                deadline: EngineCall.longDeadline,
                purpose: "put the guard into '\(service)'"
            )
        )
    }

    /// One small file of the container, in an archive. Throws for a long one, too.
    func file(_ path: String, of id: ContainerID) async throws(EngineError) -> [UInt8] {
        let call = EngineCall(
            .get,
            "/containers/\(id.text)/archive",
            query: [("path", path)],
            purpose: "read \(path) in container \(id.short)"
        )
        do {
            return try await within(.seconds(2)) { [transport] in
                var bytes: [UInt8] = []
                try await transport.stream(call) { part in
                    bytes += part.readableBytesView
                    if bytes.count > Self.longestFile { throw EngineError(.broken, "cannot \(call.purpose): too long") }
                }
                return bytes
            }
        } catch {
            throw TransportFailure(address: transport.address).error(error, of: call)
        }
    }

    /// With what an archive adds to it.
    private static let longestFile = 16 << 10

    func start(_ id: ContainerID, of service: ServiceName) async throws(EngineError) -> EngineReply {
        try await transport.send(
            EngineCall(
                .post,
                "/containers/\(id.text)/start",
                deadline: EngineCall.longDeadline,
                purpose: "start '\(service)'"
            )
        )
    }

    func unpause(_ id: ContainerID) async throws(EngineError) {
        // 409: it is not paused (any more).
        try await order(
            EngineCall(.post, "/containers/\(id.text)/unpause", purpose: "unpause container \(id.short)"),
            alsoFine: [409]
        )
    }

    /// Succeeds also for one that does not run or is gone.
    func stop(_ id: ContainerID, grace: Duration) async throws(EngineError) {
        let (seconds, attoseconds) = grace.components
        // Rounded up: less than what was promised would be a surprise.
        let wait = min(max(0, seconds + (attoseconds > 0 ? 1 : 0)), 86_400)
        try await order(
            EngineCall(
                .post,
                "/containers/\(id.text)/stop",
                query: [("t", "\(wait)")],
                deadline: .seconds(wait) + EngineCall.longDeadline,
                purpose: "stop container \(id.short)"
            ),
            alsoFine: [304, 404]
        )
    }

    /// Removes it and its nameless volumes, with SIGKILL if it runs. One already gone, or being removed, is no failure.
    func remove(_ id: ContainerID) async throws(EngineError) {
        let call = EngineCall(
            .delete,
            "/containers/\(id.text)",
            query: [("force", "1"), ("v", "1")],
            deadline: EngineCall.longDeadline,
            purpose: "remove container \(id.short)"
        )
        try await order(call, alsoFine: [404, 409])
    }

    /// Returns when the container does not run; false: it is gone, or never was.
    func waitUntilStopped(_ id: ContainerID, atMost limit: Duration) async throws(EngineError) -> Bool {
        let call = EngineCall(
            .post,
            "/containers/\(id.text)/wait",
            query: [("condition", "not-running")],
            deadline: limit,
            purpose: "wait for container \(id.short)"
        )
        let reply = try await transport.send(call)
        if reply.status == 404 { return false }
        guard reply.isSuccess else { throw reply.refusal(of: call) }
        return true
    }

    /// Nil: it is gone.
    func stats(_ id: ContainerID) async throws(EngineError) -> ContainerStats? {
        let call = EngineCall(
            .get,
            "/containers/\(id.text)/stats",
            query: [("stream", "0"), ("one-shot", "1")],
            purpose: "measure container \(id.short)"
        )
        return try await look(call, as: ContainerStats.self)
    }

    /// The last lines of its output, oldest first.
    func log(of id: ContainerID, lines: Int) async throws(EngineError) -> [String] {
        let call = EngineCall(
            .get,
            "/containers/\(id.text)/logs",
            query: [("stdout", "1"), ("stderr", "1"), ("tail", "\(max(1, lines))")],
            purpose: "read the log of container \(id.short)"
        )
        let tail = LogTail(lines)
        do {
            try await within(EngineCall.usualDeadline) { [transport] in
                try await transport.stream(call) { tail.feed($0.readableBytesView) }
            }
        } catch {
            throw TransportFailure(address: transport.address).error(error, of: call)
        }
        return tail.finish()
    }

    /// Returns only by throwing: when the stream ends or the task is cancelled.
    func events(owner: String, opened: () -> Void, event: () -> Void) async throws(EngineError) {
        let label = Self.quoted("\(WorkerLabels.owner)=\(owner)")
        let call = EngineCall(
            .get,
            "/events",
            query: [("filters", "{\"type\":[\"container\"],\"label\":[\(label)]}")],
            purpose: "follow the engine's events"
        )
        try await transport.stream(call, opened: opened) { _ in event() }
        throw EngineError(.unavailable, "the Docker engine at \(transport.address) ended its stream of events")
    }

    /// Whether the engine told of a shortage of memory in this run of the container, or does within a moment: its flag misses some.
    func toldOfShortage(_ id: ContainerID, in state: ContainerInspection.State) async throws(EngineError) -> Bool {
        guard let started = state.startedAt.flatMap(EngineTime.init(parsing:)),
            var finished = state.finishedAt.flatMap(EngineTime.init(parsing:))
        else { return false }
        finished.sinceEpoch += .milliseconds(250)
        let call = EngineCall(
            .get,
            "/events",
            query: [
                ("since", started.query), ("until", finished.query),
                ("filters", "{\"container\":[\"\(id.text)\"],\"event\":[\"oom\"]}"),
            ],
            purpose: "ask how container \(id.short) ended"
        )
        let reply = try await transport.send(call)
        guard reply.isSuccess else { throw reply.refusal(of: call) }
        return !reply.body.isEmpty
    }

    private static func quoted(_ text: String) -> String {
        guard case .json(let data) = json(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
