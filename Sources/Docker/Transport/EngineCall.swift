// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// One call of the Engine API, as it goes out.
struct EngineCall: Sendable {
    enum Method: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    enum Body {
        case none
        case json(Data)
        case tar([UInt8])
    }

    var method: Method
    /// Below the version, such as `/containers/json`. Made only of words of ours and of checked ids and names.
    var path: String
    var query: [(name: String, value: String)]
    var body: Body
    /// Until the whole answer is there.
    var deadline: Duration
    /// What it is for, as errors say it: `start 'thumbs'`.
    var purpose: String

    static let usualDeadline = Duration.seconds(5)
    /// For what makes the engine work: create, start, upload.
    static let longDeadline = Duration.seconds(60)

    init(
        _ method: Method,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: Body = .none,
        deadline: Duration = Self.usualDeadline,
        purpose: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.deadline = deadline
        self.purpose = purpose
    }

    /// Path and query, percent-encoded.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }
}
