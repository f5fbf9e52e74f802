// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Foundation

/// The Engine API's calls that are used here, with their quirks: what succeeds although the status says otherwise, and what does not.
struct DockerAPI: Sendable {
    let transport: EngineTransport
    let networkTurn = NetworkTurn()

    /// The reply's value, or nil if the engine knows no such thing.
    func look<Value: Decodable>(_ call: EngineCall, as type: Value.Type) async throws(EngineError) -> Value? {
        let reply = try await transport.send(call)
        if reply.status == 404 { return nil }
        guard reply.isSuccess else { throw reply.refusal(of: call) }
        return try reply.decoded(as: type, for: call)
    }

    /// Throws what the engine says unless the status is a success or one of `alsoFine`.
    func order(_ call: EngineCall, alsoFine: Set<Int> = []) async throws(EngineError) {
        let reply = try await transport.send(call)
        guard reply.isSuccess || alsoFine.contains(reply.status) else { throw reply.refusal(of: call) }
    }

    static func json(_ value: some Encodable) -> EngineCall.Body {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        // Strings and whole numbers only: they can always be written.
        return .json((try? encoder.encode(value)) ?? Data())
    }
}
