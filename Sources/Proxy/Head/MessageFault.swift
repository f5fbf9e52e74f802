// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why a message is refused. The text is what a client is told as `error`.
enum MessageFault: String, Error {
    case badRequestLine = "bad_request_line"
    case badStatusLine = "bad_status_line"
    case badVersion = "bad_version"
    case unsupportedVersion = "unsupported_version"
    case methodNotAllowed = "method_not_allowed"
    case startLineTooLong = "uri_too_long"
    case badTarget = "bad_target"
    case fragmentInTarget = "fragment_in_target"
    case ambiguousPath = "ambiguous_path"
    case hostDiffers = "host_differs_from_target"
    case bareLineFeed = "bare_line_feed"
    case foldedField = "folded_field"
    case badFieldName = "bad_field_name"
    case badFieldValue = "bad_field_value"
    case fieldsTooLarge = "fields_too_large"
    case tooManyFields = "too_many_fields"
    case missingHost = "missing_host"
    case severalHosts = "several_hosts"
    case badHost = "bad_host"
    case badContentLength = "bad_content_length"
    case severalContentLengths = "several_content_lengths"
    case lengthAndCoding = "content_length_and_transfer_encoding"
    case badTransferEncoding = "bad_transfer_encoding"
    case unknownTransferCoding = "unknown_transfer_coding"
    case badConnectionField = "bad_connection_field"
    case unknownExpectation = "unknown_expectation"
    case badUpgrade = "bad_upgrade"
    case badWebSocketKey = "bad_websocket_key"
    case webSocketVersion = "unsupported_websocket_version"
    case badChunk = "bad_chunk"
    case bodyTooLarge = "body_too_large"
    case truncated = "truncated_message"
    /// Of HTTP/2: RFC 9113, section 8.1.1.
    case malformed = "malformed_message"

    /// The status a client is answered with when the request has this fault.
    var status: Int {
        switch self {
        case .methodNotAllowed: 405
        case .bodyTooLarge: 413
        case .startLineTooLong: 414
        case .unknownExpectation: 417
        case .webSocketVersion: 426
        case .fieldsTooLarge, .tooManyFields: 431
        case .unknownTransferCoding: 501
        case .unsupportedVersion: 505
        case .badRequestLine, .badStatusLine, .badVersion, .badTarget, .fragmentInTarget, .ambiguousPath, .hostDiffers,
            .bareLineFeed, .foldedField, .badFieldName, .badFieldValue, .missingHost, .severalHosts, .badHost,
            .badContentLength, .severalContentLengths, .lengthAndCoding, .badTransferEncoding, .badConnectionField,
            .badUpgrade, .badWebSocketKey, .badChunk, .truncated, .malformed:
            400
        }
    }
}
