// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Hummingbird

/// What the operator's application answers, path by path.
struct OperatorRoutes: Sendable {
    typealias Context = BasicRequestContext

    /// How many lines of a log are sent when nobody says, and at most.
    static let usualLogLines = 100
    static let mostLogLines = 10_000

    let operations: any FleetOperations
    let certificates: (any CertificateReporting)?

    func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ReportMiddleware())
        add("/status", .get, to: router) { _, _ in try await proxyStatus() }
        add("/proxy/status", .get, to: router) { _, _ in try await proxyStatus() }
        add("/-/v1/status", .get, to: router) { _, _ in try await fleetStatus() }
        add("/-/v1/services/:name/start", .post, to: router) { _, name in try await start(name) }
        add("/-/v1/services/:name/stop", .post, to: router) { _, name in try await stop(name) }
        add("/-/v1/services/:name/log", .get, to: router) { request, name in try await log(of: name, asked: request) }
        return router
    }

    /// Registers `handler`, and an answer of 405 for every other method.
    private func add(
        _ path: RouterPath,
        _ method: HTTPRequest.Method,
        to router: Router<Context>,
        handler: @escaping @Sendable (Request, ServiceName) async throws -> Response
    ) {
        router.on(path, method: method) { request, context in
            let encoded = context.parameters.get("name") ?? ""
            guard let name = PercentCoding.decoded(encoded) else {
                throw OperatorFault(
                    .badRequest,
                    "bad_request",
                    "the service's name in the path is not valid percent-encoded UTF-8"
                )
            }
            return try await handler(request, ServiceName(name))
        }
        let allowed = method == .get ? "GET, HEAD" : method.rawValue
        let others: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]
        for other in others where other != method {
            router.on(path, method: other) { _, _ -> Response in
                throw OperatorFault(
                    .methodNotAllowed,
                    "method_not_allowed",
                    "\(other.rawValue) is not allowed here; use \(allowed)",
                    headers: [.allow: allowed]
                )
            }
        }
    }

    private func fleetStatus() async throws -> Response {
        var report = FleetReport(await operations.status())
        report.certificates = (certificates?.certificates() ?? []).map { CertificateReport($0) }
        return try .report(report)
    }

    private func proxyStatus() async throws -> Response {
        try .report(FleetReport(await operations.status()).services)
    }

    private func start(_ name: ServiceName) async throws -> Response {
        try await refuseIfRouted(name, "start")
        do throws(LeaseRefusal) {
            try await operations.start(name)
        } catch {
            throw OperatorFault(error, service: name)
        }
        return try .report(try await known(name))
    }

    private func stop(_ name: ServiceName) async throws -> Response {
        try await refuseIfRouted(name, "stop")
        do throws(LeaseRefusal) {
            try await operations.stop(name)
        } catch {
            throw OperatorFault(error, service: name)
        }
        return try .report(try await known(name))
    }

    /// To say that it is ready, or stopped, would be a guess about somebody else's program.
    private func refuseIfRouted(_ name: ServiceName, _ verb: String) async throws(OperatorFault) {
        let service = await operations.status().services.first { $0.name == name }
        guard service?.state == .routed else { return }
        throw OperatorFault(
            .conflict,
            "not_ours",
            "'\(name)' is an upstream: requests are only routed to it, and it is not ours to \(verb); "
                + "\(verb) it where it runs",
            service: name
        )
    }

    private func log(of name: ServiceName, asked request: Request) async throws -> Response {
        let lines = try Self.lines(asked: request.uri.queryParameters.get("lines"))
        let wantsText = try Self.wantsText(request)
        _ = try await known(name)
        let log: [String]
        do throws(EngineError) {
            log = try await operations.log(of: name, lines: lines)
        } catch {
            throw OperatorFault(error, service: name)
        }
        return try wantsText ? .text(log) : .report(LogReport(service: name.text, lines: log))
    }

    private func known(_ name: ServiceName) async throws(OperatorFault) -> ServiceReport {
        let services = await operations.status().services
        guard let service = services.first(where: { $0.name == name }) else {
            let names = services.map(\.name.text).joined(separator: ", ")
            throw OperatorFault(
                .notFound,
                "unknown_service",
                "there is no service '\(name)'; the services are: \(names)",
                service: name
            )
        }
        return ServiceReport(service)
    }

    private static func lines(asked text: String?) throws(OperatorFault) -> Int {
        guard let text else { return usualLogLines }
        guard let lines = Int(text), (0...mostLogLines).contains(lines) else {
            throw OperatorFault(.badRequest, "bad_request", "lines must be a whole number from 0 to \(mostLogLines)")
        }
        return lines
    }

    private static func wantsText(_ request: Request) throws(OperatorFault) -> Bool {
        switch request.uri.queryParameters.get("format") {
        case "text": return true
        case "json": return false
        case nil: return request.headers[.accept]?.contains("text/plain") ?? false
        default: throw OperatorFault(.badRequest, "bad_request", "format must be text or json")
        }
    }
}
