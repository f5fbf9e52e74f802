// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension DockerAPI {
    func info() async throws(EngineError) -> InfoReply? {
        try await look(EngineCall(.get, "/info", purpose: "ask the engine about itself"), as: InfoReply.self)
    }
}
