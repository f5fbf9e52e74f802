// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
internal import Fleet
internal import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What went wrong between a client and whatever answers it, out of the errors of three libraries.
enum ConnectionTrouble: Hashable {
    /// The host's name has no address: the resolver's reason.
    case unknownHost(String)
    /// Nobody was reached: the system's reason.
    case unreachable(String)
    case tooSlow
    case tooLarge
    /// The other side ended it before it had answered.
    case closed
    case notTLS
    case notHTTP
    /// Its certificate leads to no authority that is trusted, or has expired.
    case untrusted
    /// Its certificate is for other names.
    case otherNames
    /// TLS did not come about: BoringSSL's name for the reason, in lower case.
    case handshake(String)
    /// No error that is known.
    case other(String)

    init(_ error: any Error) {
        switch error {
        case is NIOTooManyBytesError: self = .tooLarge
        case is HTTPParserError: self = .notHTTP
        case is ChannelError: self = .closed
        case is DeadlineExceeded: self = .tooSlow
        case let error as IOError: self.init(code: error.errnoCode)
        case let error as NIOConnectionError: self.init(error)
        case let error as HTTPClientError: self.init(error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .otherNames
        case is NIOSSLError, is BoringSSLError: self.init(ofTLS: "\(error)")
        default: self = .other(Self.firstLine(of: "\(error)"))
        }
    }

    private init(code: CInt) {
        let isEnd = code == ECONNRESET || code == EPIPE
        self = isEnd ? .closed : .unreachable(String(cString: strerror(code)))
    }

    private init(_ error: NIOConnectionError) {
        if let first = error.connectionErrors.first {
            self.init(first.error)
        } else {
            let unknown = (error.dnsAError ?? error.dnsAAAAError) as? SocketAddressError.UnknownHost
            self = .unknownHost(unknown?.errorDescription ?? "its name was not found")
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .deadlineExceeded, .readTimeout: self = .tooSlow
        case .connectTimeout: self = .unreachable("no connection within 5 s")
        case .tlsHandshakeTimeout: self = .handshake("no answer in time")
        case .remoteConnectionClosed, .uncleanShutdown: self = .closed
        default: self = .other(error.shortDescription)
        }
    }

    /// The libraries have no other word for it; what they say is of BoringSSL's own making, and not the other side's.
    private init(ofTLS text: String) {
        let mark = "OPENSSL_internal:"
        guard let range = text.firstRange(of: mark) else {
            self = .closed
            return
        }
        switch text[range.upperBound...].prefix(while: { $0 == "_" || $0.isLetter || $0.isNumber }) {
        case "CERTIFICATE_VERIFY_FAILED": self = .untrusted
        case "WRONG_VERSION_NUMBER", "HTTP_REQUEST": self = .notTLS
        case let name:
            let words = name.lowercased().split(separator: "_")
            // What the other side said in an alert is named after the TLS version that had it first.
            let alert = words.firstIndex(of: "alert").map { words[words.index(after: $0)...] }
            self = .handshake((alert ?? words[...]).joined(separator: " "))
        }
    }

    private static func firstLine(of text: String) -> String {
        text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "unknown error"
    }
}
