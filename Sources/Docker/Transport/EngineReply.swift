// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Foundation

/// A whole answer of the engine.
struct EngineReply: Sendable {
    var status: Int
    var body: Data

    var isSuccess: Bool { (200...299).contains(status) }

    /// The engine's own words about a refusal, fit for one line of a log.
    var message: String {
        let text = (try? JSONDecoder().decode(ErrorReply.self, from: body))?.message ?? ""
        return text.isEmpty ? "status \(status) without a word" : text.singleLine
    }

    /// The body as `type`; what cannot be read is the engine's fault.
    func decoded<Value: Decodable>(as type: Value.Type, for call: EngineCall) throws(EngineError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw EngineError(.broken, "cannot \(call.purpose): the engine's answer to \(call.path) makes no sense")
        }
    }

    /// The refusal as an error.
    func refusal(of call: EngineCall) -> EngineError {
        let text = message
        let reason: EngineError.Reason =
            switch status {
            case _ where text.contains("no space left on device"): .noSpace
            case 400: .invalidSpec
            case 401, 403: .permissionDenied
            case 404: .gone
            case 503: .unavailable
            default: .broken
            }
        return EngineError(reason, "cannot \(call.purpose): the Docker engine says: \(text)")
    }
}

extension String {
    /// Without control characters, at most 500 characters, without a full stop: engines quote what strangers wrote.
    var singleLine: String {
        var text = String(
            String.UnicodeScalarView(unicodeScalars.prefix(500).map { $0.value < 32 || $0.value == 127 ? " " : $0 })
        )
        while let last = text.last, last == " " || last == "." { text.removeLast() }
        return text
    }
}
