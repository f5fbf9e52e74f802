// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import Capacity
internal import Fleet
internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Carries calls to one Docker engine, in the newest version of its API that both sides know.
final class EngineTransport: Sendable {
    private struct State {
        var version: APIVersion?
    }

    static let longestBody = ByteCount.mebibytes(16)
    /// How long a pull may show no progress.
    static let stallLimit = Duration.seconds(60)

    let address: EngineAddress
    private let client: HTTPClient
    /// Gives up when nothing comes for `stallLimit`.
    private let pullClient: HTTPClient
    private let base: String
    private let state = Mutex(State())

    init(address: EngineAddress) {
        self.address = address
        client = Self.client(stallLimit: nil)
        pullClient = Self.client(stallLimit: .seconds(Self.stallLimit.components.seconds))
        switch address {
        case .unix(let path): base = URL(httpURLWithSocketPath: path, uri: "/")?.absoluteString ?? "http+unix:///"
        case .tcp(let host, let port): base = "http://\(Endpoint.tcp(host: host, port: port))/"
        }
    }

    deinit {
        // HTTPClient insists on being told; its connections close in the background.
        client.shutdown { _ in }
        pullClient.shutdown { _ in }
    }

    /// The whole answer to `call`, whatever its status.
    func send(_ call: EngineCall) async throws(EngineError) -> EngineReply {
        let version = try await version(for: call)
        return try await send(call, prefix: "v\(version)")
    }

    /// Hands the answer's bytes to `take` as they come, until it ends; an answer that is no success is thrown.
    /// - Parameters:
    ///   - hasStallLimit: whether to give up when nothing comes for `stallLimit`.
    ///   - opened: called when the engine has accepted the call.
    func stream(
        _ call: EngineCall,
        hasStallLimit: Bool = false,
        opened: () -> Void = {},
        _ take: (ByteBuffer) throws -> Void
    ) async throws(EngineError) {
        let version = try await version(for: call)
        do {
            let client = hasStallLimit ? pullClient : client
            let headDeadline: NIODeadline =
                hasStallLimit ? .distantFuture : .now() + .nanoseconds(call.deadline.nanoseconds)
            let response = try await client.execute(request(call, prefix: "v\(version)"), deadline: headDeadline)
            guard (200...299).contains(response.status.code) else {
                let body = try await response.body.collect(upTo: Int(Self.longestBody.bytes))
                throw EngineReply(status: Int(response.status.code), body: Data(buffer: body)).refusal(of: call)
            }
            opened()
            for try await part in response.body { try take(part) }
            try Task.checkCancellation()
        } catch {
            throw failed(error, of: call)
        }
    }

    /// Asks the engine whether it is there, in less time than a request may be kept waiting.
    func ping() async throws(EngineError) {
        let call = EngineCall(.get, "/_ping", deadline: .milliseconds(1500), purpose: "reach the engine")
        let reply = try await send(call, prefix: nil)
        guard reply.isSuccess else { throw reply.refusal(of: call) }
    }

    private func version(for call: EngineCall) async throws(EngineError) -> APIVersion {
        if let version = state.withLock({ $0.version }) { return version }
        var question = EngineCall(.get, "/version", deadline: call.deadline, purpose: call.purpose)
        question.deadline = min(call.deadline, EngineCall.usualDeadline)
        let reply = try await send(question, prefix: nil)
        guard reply.isSuccess else { throw reply.refusal(of: question) }
        let offered = try reply.decoded(as: VersionReply.self, for: question)
        guard let newest = offered.apiVersion.flatMap(APIVersion.init(parsing:)) else {
            throw EngineError(
                .broken,
                "cannot \(call.purpose): what answers at \(address) names no version of Docker's API"
            )
        }
        let oldest = offered.minAPIVersion.flatMap(APIVersion.init(parsing:))
        guard let version = APIVersion.agreed(engineNewest: newest, engineOldest: oldest) else {
            throw EngineError(
                .invalidSpec,
                "cannot \(call.purpose): the Docker engine at \(address) speaks API \(newest) and \(APIVersion.oldest) "
                    + "is needed; install Docker 20.10 or newer"
            )
        }
        state.withLock { $0.version = version }
        return version
    }

    private func send(_ call: EngineCall, prefix: String?) async throws(EngineError) -> EngineReply {
        do {
            return try await within(call.deadline) { [self] in
                let response = try await client.execute(request(call, prefix: prefix), deadline: .distantFuture)
                let body = try await response.body.collect(upTo: Int(Self.longestBody.bytes))
                try Task.checkCancellation()
                return EngineReply(status: Int(response.status.code), body: Data(buffer: body))
            }
        } catch {
            throw failed(error, of: call)
        }
    }

    private func request(_ call: EngineCall, prefix: String?) -> HTTPClientRequest {
        var request = HTTPClientRequest(
            url: base + (prefix ?? "") + (prefix == nil ? call.target.dropFirst() : call.target[...])
        )
        request.method = .RAW(value: call.method.rawValue)
        // The engine refuses a socket's path as a host's name.
        request.headers.add(name: "Host", value: "docker")
        request.headers.add(name: "User-Agent", value: "plimsoll")
        switch call.body {
        case .none: break
        case .json(let data):
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(data: data))
        case .tar(let bytes):
            request.headers.add(name: "Content-Type", value: "application/x-tar")
            request.body = .bytes(ByteBuffer(bytes: bytes))
        }
        return request
    }

    private func failed(_ cause: any Error, of call: EngineCall) -> EngineError {
        let error = TransportFailure(address: address).error(cause, of: call)
        // Another engine, or a newer one, may come back.
        if error.reason == .unavailable { state.withLock { $0.version = nil } }
        return error
    }

    private static func client(stallLimit: TimeAmount?) -> HTTPClient {
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
        settings.timeout = .init(connect: .seconds(2), read: stallLimit)
        // Each worker's `wait` holds one for as long as it runs.
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        // Who calls decides whether and when to try again.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.connectionPool.idleTimeout = .seconds(30)
        return HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: settings
        )
    }
}

extension Duration {
    /// Saturating: a wait of centuries is for ever.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < 4_000_000_000 else { return .max / 4 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
