// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What came back from a proxy, or from whatever answers in its place: nothing of it is trusted.
struct OperatorAnswer: Sendable {
    var address: OperatorAddress
    var path: String
    var status: Int
    var location: String?
    var body: [UInt8]

    /// The report it carries; every other answer becomes an error that says what to do.
    func report<Report: Decodable>(_ type: Report.Type) throws(OperatorClientError) -> Report {
        switch status {
        case 200: break
        case 300..<400: throw redirected()
        default: throw refused()
        }
        do {
            return try ReportJSON.report(type, from: body)
        } catch {
            throw stranger("its answer to \(path) is not the JSON expected")
        }
    }

    private func refused() -> OperatorClientError {
        if status == 401 {
            return OperatorClientError(
                .unauthorized,
                "the proxy at \(address) does not accept the token; give it with --bearer-token or PROXY_BEARER_TOKEN"
            )
        }
        guard let report = try? ReportJSON.report(ErrorReport.self, from: body) else {
            return stranger("it answered \(path) with status \(status)")
        }
        return OperatorClientError(.refused(report), report.message)
    }

    private func redirected() -> OperatorClientError {
        let target = location.map { " to \($0)" } ?? ""
        return OperatorClientError(
            .notAProxy,
            "the server at \(address) redirects \(path)\(target); name the address it redirects to with --server-url"
        )
    }

    private func stranger(_ what: String) -> OperatorClientError {
        OperatorClientError(
            .notAProxy,
            "what answers at \(address) does not speak as a Plimsoll proxy: \(what); check the address"
        )
    }
}
