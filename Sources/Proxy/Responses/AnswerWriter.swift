// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// Writes an answer of ours: one JSON object, or a small page for who looks at it in a browser.
struct AnswerWriter {
    let answer: OwnAnswer
    let isToHEAD: Bool
    let prefersPage: Bool
    let keepsAlive: Bool
    let clientVersion: MessageVersion
    /// The line that tells browsers to come with TLS only.
    let strictTransport: String?

    func write(to output: inout ByteBuffer) {
        let body = answer.isPlain ? answer.message : prefersPage ? page : json
        output.writeString("HTTP/1.1 \(answer.status) \(Self.reason(of: answer.status))\r\n")
        output.writeString("Content-Type: \(contentType)\r\n")
        output.writeString("Content-Length: \(body.utf8.count)\r\nCache-Control: no-store\r\n")
        if answer.status == 401 { output.writeStaticString("WWW-Authenticate: Bearer realm=\"plimsoll\"\r\n") }
        if answer.status == 405 { output.writeStaticString("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n") }
        if answer.status == 426 { output.writeStaticString("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n") }
        if let location = answer.location { output.writeString("Location: \(location)\r\n") }
        if let strictTransport { output.writeString(strictTransport) }
        if let retryAfter = answer.retryAfter {
            // Whole seconds, and never sooner than meant.
            let parts = retryAfter.components
            let seconds = max(1, parts.seconds + (parts.attoseconds > 0 ? 1 : 0))
            output.writeString("Retry-After: \(seconds)\r\n")
        }
        if !keepsAlive {
            output.writeStaticString("Connection: close\r\n")
        } else if clientVersion == .http10 {
            output.writeStaticString("Connection: keep-alive\r\n")
        }
        output.writeStaticString("\r\n")
        if !isToHEAD { output.writeString(body) }
    }

    private var contentType: String {
        if answer.isPlain { return "text/plain" }
        return prefersPage ? "text/html; charset=utf-8" : "application/json"
    }

    private var json: String {
        var text = "{\"error\":\(quoted(answer.error)),\"message\":\(quoted(answer.message))"
        if let service = answer.service { text += ",\"service\":\(quoted(service.text))" }
        if !answer.log.isEmpty { text += ",\"log\":[\(answer.log.map(quoted).joined(separator: ","))]" }
        return text + "}\n"
    }

    private var page: String {
        let title = "\(answer.status) \(Self.reason(of: answer.status))"
        var text = "<!doctype html><html lang=en><meta charset=utf-8><title>\(title)</title><h1>\(title)</h1>"
        text += "<p>\(escaped(answer.message))</p>"
        if let service = answer.service { text += "<p>Service: \(escaped(service.text))</p>" }
        if !answer.log.isEmpty { text += "<pre>\(escaped(answer.log.joined(separator: "\n")))</pre>" }
        return text + "</html>\n"
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _
            where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
        return result
    }

    private static func reason(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 508: "Loop Detected"
        default: "Error"
        }
    }
}
