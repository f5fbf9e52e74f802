// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Hummingbird

/// An error on its way to the client: a status, and one JSON object.
struct OperatorFault: Error {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var report: ErrorReport

    init(
        _ status: HTTPResponse.Status,
        _ error: String,
        _ message: String,
        service: ServiceName? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.headers = headers
        report = ErrorReport(error: error, message: message, service: service?.text)
    }

    init(_ refusal: LeaseRefusal, service: ServiceName) {
        self.init(Self.status(of: refusal.reason), refusal.reason.rawValue, refusal.message, service: service)
        report.logTail = refusal.logTail.isEmpty ? nil : refusal.logTail
        if let wait = refusal.retryAfter {
            report.retryAfterSeconds = wait.inSeconds
            headers[.retryAfter] = String(max(1, Int(wait.inSeconds.rounded(.up))))
        }
    }

    init(_ error: EngineError, service: ServiceName) {
        self.init(Self.status(of: error.reason), error.reason.rawValue, error.message, service: service)
    }

    private static func status(of reason: LeaseRefusal.Reason) -> HTTPResponse.Status {
        switch reason {
        case .unknownService: .notFound
        case .nameTaken: .conflict
        case .startTimedOut: .gatewayTimeout
        case .lineFull, .workerCrashed, .startFailed, .engineUnavailable, .imageMissing, .specInvalid,
            .cancelled, .shuttingDown:
            .serviceUnavailable
        }
    }

    private static func status(of reason: EngineError.Reason) -> HTTPResponse.Status {
        switch reason {
        case .gone: .notFound
        case .nameTaken: .conflict
        case .timedOut: .gatewayTimeout
        case .broken: .badGateway
        case .unavailable, .permissionDenied, .imageMissing, .invalidSpec, .noSpace: .serviceUnavailable
        }
    }
}
