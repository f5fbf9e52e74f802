// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A start that took longer than it may, and what is known of the worker.
struct StartTimeout {
    let service: ServiceName
    let limit: Duration
    let readiness: Readiness
    /// Where it was asked. Nil: the engine had not yet started it.
    var asked: Endpoint?
    /// Where it listened shortly before. Empty: nowhere, or nobody knows.
    var listeners: [Endpoint] = []

    /// What those who wait are told. Who holds no token is told nothing of this host's addresses.
    var refusal: LeaseRefusal {
        let general = "the worker did not answer within \(time); see: plimsoll logs \(service), or raise start_timeout"
        guard let asked else { return LeaseRefusal(.startTimedOut, general) }
        var refusal = LeaseRefusal(.startTimedOut, "\(lack(at: asked)) within \(time)\(advice(asked))")
        refusal.publicMessage = general
        return refusal
    }

    private func lack(at asked: Endpoint) -> String {
        switch readiness {
        case .portAccepts: return "nothing answered at \(asked)"
        case .answers(let path, let status), .answersInHTTP2(let path, let status):
            let wanted = status.map { "\($0)" } ?? "a status from 200 to 399"
            return "a GET of '\(path)' at \(asked) was not answered with \(wanted)"
        }
    }

    private func advice(_ asked: Endpoint) -> String {
        let logs = "; see: plimsoll logs \(service)"
        if listeners.contains(where: { $0.port(reachedLike: asked) == asked.port }) {
            return "\(logs), or raise start_timeout"
        }
        guard !listeners.isEmpty else {
            return "\(logs); have it listen there (internal_port), or raise start_timeout"
        }
        let places = ": the worker listens at \(listeners.map(\.description).joined(separator: ", "))"
        guard let port = listeners.lazy.compactMap({ $0.port(reachedLike: asked) }).first else {
            return "\(places); have it listen at \(asked)"
        }
        return "\(places); set internal_port: \(port), or have it listen at the port in PORT"
    }

    private var time: String {
        let milliseconds = Int64(limit / .milliseconds(1))
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}

extension Endpoint {
    fileprivate var port: Int? {
        if case .tcp(_, let port) = self { port } else { nil }
    }

    /// The port at which a listener here is reached by the host of `other`. Nil: it is not.
    fileprivate func port(reachedLike other: Endpoint) -> Int? {
        guard case .tcp(let host, let port) = self, case .tcp(let asked, _) = other else { return nil }
        return host == asked || host == "0.0.0.0" || host == "::" ? port : nil
    }
}
