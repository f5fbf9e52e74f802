// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
internal import Glibc
import NIOCore
import NIOSSL

extension OperatorClientError {
    /// Says what `error`, met on the way to `address`, means for an operator.
    init(reaching address: OperatorAddress, failed error: any Error) {
        switch error {
        case is NIOTooManyBytesError:
            let size = OperatorClient.largestAnswer >> 20
            self.init(.notAProxy, "what answers at \(address) sent more than \(size) MiB; that is no Plimsoll proxy")
            return
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            self.init(.timedOut, "the proxy at \(address) did not answer in time; look at its log")
            return
        case let error as HTTPClientError where error == .connectTimeout:
            self = Self.nobody(at: address, why: "no connection within 5 s")
            return
        default: break
        }
        switch address {
        case .url(_, _, let caFile):
            self =
                Self.untrusted(address, caFile: caFile, after: error)
                ?? Self.nobody(at: address, why: Self.reason(error))
        case .socket(let path):
            self = Self.nobody(onSocket: path, after: error)
        }
    }

    /// Nil: its certificate is not what `error` is about.
    private static func untrusted(
        _ address: OperatorAddress,
        caFile: String?,
        after error: any Error
    ) -> OperatorClientError? {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return OperatorClientError(
                .untrusted,
                "the certificate of the proxy at \(address) is for other names; name it in --server-url as its certificate does"
            )
        }
        // The library has no other word for it; what it says is of BoringSSL's own making, and not the other side's.
        guard error is NIOSSLError, "\(error)".contains("CERTIFICATE_VERIFY_FAILED") else { return nil }
        let authority =
            caFile.map { "none of the certificates in '\($0)' leads to it; name its authority's" }
            ?? "it leads to no authority that this system trusts; name its authority's certificate"
        return OperatorClientError(
            .untrusted,
            "the certificate of the proxy at \(address) is not trusted: it has expired, or \(authority) "
                + "in --ca-file or PLIMSOLL_CA_FILE"
        )
    }

    private static func nobody(at address: OperatorAddress, why: String) -> OperatorClientError {
        OperatorClientError(
            .nobodyAnswers,
            "no proxy answers at \(address) (\(why)); start one with `plimsoll proxy`, or name it with --server-url"
        )
    }

    private static func nobody(onSocket path: String, after error: any Error) -> OperatorClientError {
        switch SocketProbe(path: path) {
        case .absent:
            return nobody(at: .socket(path: path), why: "there is no such socket")
        case .stale:
            return nobody(at: .socket(path: path), why: "its proxy is gone")
        case .notASocket:
            return OperatorClientError(.badAddress, "'\(path)' is not a socket; name the proxy's with --socket")
        case .refused(let code) where code == EACCES || code == EPERM:
            return OperatorClientError(
                .permissionDenied,
                "no permission to use the socket '\(path)'; run this as the proxy's user, or use --server-url and a token"
            )
        case .refused(let code):
            return nobody(at: .socket(path: path), why: String(cString: strerror(code)))
        case .answering, .pathTooLong:
            return OperatorClientError(
                .notAProxy,
                "what answers at \(path) does not speak as a Plimsoll proxy: \(reason(error)); check the address"
            )
        }
    }

    /// The other library's words, on one line.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as HTTPClientError: error.shortDescription
        default: "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? "unknown error"
        }
    }
}
