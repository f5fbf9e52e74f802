// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import Fleet
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Says in our words why a call did not come through.
struct TransportFailure {
    var address: EngineAddress

    func error(_ cause: any Error, of call: EngineCall) -> EngineError {
        if let error = cause as? EngineError { return error }
        let tried = "cannot \(call.purpose): "
        if cause is DeadlineExceeded { return tooLate(tried, call) }
        if cause is CancellationError { return EngineError(.unavailable, tried + "given up by the caller") }
        if cause is NIOTooManyBytesError {
            return EngineError(.broken, tried + "the engine's answer is longer than \(EngineTransport.longestBody)")
        }
        if let error = cause as? HTTPClientError {
            switch error {
            case .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
                return tooLate(tried, call)
            case .cancelled:
                return EngineError(.unavailable, tried + "given up by the caller")
            case .remoteConnectionClosed, .requestStreamCancelled, .uncleanShutdown:
                return EngineError(
                    .unavailable,
                    tried + "the Docker engine at \(address) closed the connection; is it restarting?"
                )
            default:
                return EngineError(.broken, tried + "\(error.shortDescription)")
            }
        }
        if let code = Self.errnoCode(of: cause) { return failed(tried, errno: code) }
        // What is left is an answer that is no HTTP.
        return EngineError(
            .broken,
            tried + "what answers at \(address) does not speak HTTP (\(String(describing: cause).singleLine))"
        )
    }

    private func tooLate(_ tried: String, _ call: EngineCall) -> EngineError {
        EngineError(.timedOut, tried + "the Docker engine at \(address) did not answer within \(call.deadline)")
    }

    private func failed(_ tried: String, errno code: CInt) -> EngineError {
        switch code {
        case EACCES, EPERM:
            EngineError(
                .permissionDenied,
                tried
                    + "this user may not use the Docker engine at \(address); add it to the group 'docker' or run as root"
            )
        case ENOENT, ECONNREFUSED, ENOTSOCK, EHOSTUNREACH, ENETUNREACH:
            EngineError(
                .unavailable,
                tried + "no Docker engine answers at \(address) (\(Self.text(of: code))); start it or set DOCKER_HOST"
            )
        default:
            EngineError(.unavailable, tried + "lost the Docker engine at \(address) (\(Self.text(of: code)))")
        }
    }

    private static func errnoCode(of cause: any Error) -> CInt? {
        if let error = cause as? IOError { return error.errnoCode }
        if let error = cause as? NIOConnectionError {
            for failure in error.connectionErrors {
                if let code = errnoCode(of: failure.error) { return code }
            }
            return error.dnsAError != nil || error.dnsAAAAError != nil ? EHOSTUNREACH : ECONNREFUSED
        }
        if let error = cause as? ChannelError {
            switch error {
            case .eof, .ioOnClosedChannel, .alreadyClosed, .outputClosed, .inputClosed: return ECONNRESET
            case .connectTimeout: return ETIMEDOUT
            default: return nil
            }
        }
        return nil
    }

    private static func text(of code: CInt) -> String {
        switch code {
        case ENOENT: "no such socket"
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "connection lost"
        case EHOSTUNREACH: "host not found"
        default: "errno \(code)"
        }
    }
}
