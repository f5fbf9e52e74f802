// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Foundation
internal import NIOCore

extension DockerAPI {
    /// Nil: it is not on the engine's host.
    func image(_ reference: ImageReference) async throws(EngineError) -> ImageInspection? {
        try await look(
            EngineCall(.get, "/images/\(reference.text)/json", purpose: "look at image '\(reference.text)'"),
            as: ImageInspection.self
        )
    }

    /// Fetches an image; throws in the registry's words.
    func pull(_ reference: ImageReference, message: (PullMessage) -> Void) async throws(EngineError) {
        let call = EngineCall(
            .post,
            "/images/create",
            query: [("fromImage", reference.withTag)],
            deadline: EngineTransport.stallLimit,
            purpose: "pull image '\(reference.text)'"
        )
        var lines = JSONLines()
        try await transport.stream(call, hasStallLimit: true) { part in
            for line in lines.feed(part.readableBytesView) {
                guard let entry = try? JSONDecoder().decode(PullMessage.self, from: Data(line)) else { continue }
                if let error = entry.error {
                    throw EngineError(.imageMissing, "cannot \(call.purpose): \(error.singleLine)")
                }
                message(entry)
            }
        }
    }
}
