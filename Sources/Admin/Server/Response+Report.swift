// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Hummingbird

extension Response {
    static func report(
        _ report: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let text = try ReportJSON.text(report, pretty: false)
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }

    static func text(_ lines: [String]) -> Response {
        let text = lines.map { $0 + "\n" }.joined()
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
