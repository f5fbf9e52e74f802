// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// An answer that no worker gave.
struct OwnAnswer {
    var status: Int
    /// For programs: the reason in one word.
    var error: String
    /// For people: lower case, no full stop.
    var message: String
    var service: ServiceName?
    var retryAfter: Duration?
    /// Where the client is sent: visible ASCII.
    var location: String?
    /// Last lines of a worker's log: only for who holds the token.
    var log: [String] = []
    /// It is not an error: the message alone is the body.
    var isPlain: Bool { status < 400 }
    /// Where the client's next request begins is in doubt, or it should not send one.
    var closes = false

    init(_ status: Int, _ error: String, _ message: String, service: ServiceName? = nil) {
        self.status = status
        self.error = error
        self.message = message
        self.service = service
    }
}

// MARK: - What goes wrong where

extension OwnAnswer {
    static let unauthorized = OwnAnswer(401, "unauthorized", "a valid bearer token is needed")
    static let healthy = OwnAnswer(200, healthyWord, healthyWord)
    private static let healthyWord = "ok"

    static let noChallenge = OwnAnswer(404, "no_challenge", "no challenge with this token is under way")

    static func challenge(_ text: String) -> OwnAnswer { OwnAnswer(200, "acme_challenge", text) }

    static let noRoute = OwnAnswer(404, "no_route", "no service has this path")

    static let unknownHost = OwnAnswer(
        404,
        "unknown_host",
        "this server has no such name; use the one it was set up for"
    )

    /// On another connection the client would be served the host's own certificate.
    static var misdirected: OwnAnswer {
        var answer = OwnAnswer(
            421,
            "misdirected_request",
            "this host has another certificate than the name this connection was opened for"
        )
        answer.closes = true
        return answer
    }

    /// RFC 5842, section 7.2.
    static func loop(through service: ServiceName) -> OwnAnswer {
        OwnAnswer(
            508,
            "loop_detected",
            "this request has come back to this proxy again and again: what serves '\(service)' leads back to it",
            service: service
        )
    }

    static var plainText: OwnAnswer {
        var answer = OwnAnswer(400, "tls_needed", "this port speaks HTTPS only; use https://")
        answer.closes = true
        return answer
    }

    static func moved(to location: String) -> OwnAnswer {
        var answer = OwnAnswer(308, "https_needed", "this is served over HTTPS\n")
        answer.location = location
        return answer
    }

    static var tooManyConnections: OwnAnswer {
        var answer = OwnAnswer(503, "too_many_connections", "the proxy has as many connections as it may have")
        answer.retryAfter = .seconds(1)
        answer.closes = true
        return answer
    }

    static var tooManyOfClient: OwnAnswer {
        var answer = OwnAnswer(429, "too_many_connections", "this client has as many connections as it may have")
        answer.retryAfter = .seconds(1)
        answer.closes = true
        return answer
    }

    static func tooManyRequests(until wait: TimeAmount, of service: ServiceName? = nil) -> OwnAnswer {
        var answer = OwnAnswer(429, "too_many_requests", "this client asks too often", service: service)
        answer.retryAfter = Duration(wait)
        return answer
    }

    /// For a request that is not as it should be.
    init(_ fault: MessageFault) {
        let text = fault.rawValue.split(separator: "_").joined(separator: " ")
        self.init(fault.status, fault.rawValue, "the request cannot be accepted: \(text)")
        closes = true
    }

    init(_ failure: ExchangeFailure, service: ServiceName?) {
        switch failure {
        case .unreachable:
            self.init(502, "worker_unreachable", "the worker could not be connected to", service: service)
        case .outOfSockets:
            self.init(503, "out_of_sockets", "the proxy cannot open another connection now", service: service)
            retryAfter = .seconds(1)
        case .noResponse:
            self.init(502, "worker_closed", "the worker closed the connection without an answer", service: service)
        case .badResponse(let fault):
            let text = fault.rawValue.split(separator: "_").joined(separator: " ")
            self.init(502, "bad_upstream_response", "the worker's answer is not HTTP: \(text)", service: service)
        case .tooManyInterimResponses:
            self.init(502, "bad_upstream_response", "the worker sent too many interim responses", service: service)
        case .badRequestBody(let fault):
            self.init(fault)
            self.service = service
        case .requestTimedOut:
            self.init(408, "request_timeout", "the request's body did not come in time", service: service)
            closes = true
        case .responseTimedOut:
            self.init(504, "worker_timeout", "the worker did not answer in time", service: service)
        }
    }

    init(_ refusal: LeaseRefusal, service: ServiceName, holdsToken: Bool) {
        let status =
            switch refusal.reason {
            case .lineFull, .workerCrashed, .startFailed, .engineUnavailable, .imageMissing, .specInvalid,
                .shuttingDown, .cancelled:
                503
            case .startTimedOut: 504
            case .nameTaken: 503
            case .unknownService: 404
            }
        let message = holdsToken ? refusal.message : refusal.publicMessage ?? refusal.message
        self.init(status, refusal.reason.rawValue, message, service: service)
        retryAfter = status == 503 ? refusal.retryAfter ?? .seconds(1) : refusal.retryAfter
        if holdsToken { log = refusal.logTail }
    }
}
