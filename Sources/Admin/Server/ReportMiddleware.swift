// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Gives every answer the same headers, and every error the same shape.
struct ReportMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: OperatorRoutes.Context,
        next: (Request, OperatorRoutes.Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let fault as OperatorFault {
            response = try .report(fault.report, status: fault.status, headers: fault.headers)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            let message = "there is no such page; the operator's API begins at /-/v1/status"
            response = try .report(ErrorReport(error: "not_found", message: message), status: .notFound)
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
