// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc

/// Something the kernel refused.
struct SystemError: Error, Hashable, Sendable {
    /// What was tried, lower case: `cannot write '/x'`.
    var attempt: String
    /// The kernel's error number; 0 where it was not asked.
    var code: Int32

    init(_ attempt: String, code: Int32 = errno) {
        self.attempt = attempt
        self.code = code
    }

    var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// The same as an engine tells it. `advice`: what to do about it.
    func engineError(_ advice: String? = nil) -> EngineError {
        let reason: EngineError.Reason =
            switch code {
            case EACCES, EPERM, EROFS: .permissionDenied
            case ENOSPC, EDQUOT: .noSpace
            case EINVAL, ERANGE: .invalidSpec
            default: .broken
            }
        return EngineError(reason, advice.map { "\(self); \($0)" } ?? "\(self)")
    }

    /// Does `body`, and tells its failure as an engine does.
    static func translated<R: ~Copyable>(_ body: () throws(SystemError) -> R) throws(EngineError) -> R {
        do throws(SystemError) {
            return try body()
        } catch {
            throw error.engineError()
        }
    }
}

extension SystemError: CustomStringConvertible {
    var description: String { code == 0 ? attempt : "\(attempt): \(Self.text(of: code))" }

    /// What an error number means, beginning in lower case as our messages do.
    static func text(of code: Int32) -> String {
        let text = String(cString: strerror(code))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
