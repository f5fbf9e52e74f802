// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

extension OperatorClientError {
    /// Says what `error`, met on the way to `address`, means for an operator.
    init(reaching address: OperatorAddress, failed error: any Error) {
        let trouble = ConnectionTrouble(error)
        switch (trouble, address) {
        case (.tooLarge, _):
            let size = OperatorClient.largestAnswer >> 20
            self.init(.notAProxy, "what answers at \(address) sent more than \(size) MiB; that is no Plimsoll proxy")
        case (.tooSlow, _):
            self.init(.timedOut, "the proxy at \(address) did not answer in time; look at its log")
        case (_, .url(_, _, let caFile)):
            self.init(reaching: address, caFile: caFile, met: trouble)
        case (_, .socket(let path)):
            self = Self.failed(onSocket: path, trouble)
        }
    }

    private init(reaching address: OperatorAddress, caFile: String?, met trouble: ConnectionTrouble) {
        switch trouble {
        case .unknownHost(let why):
            self.init(
                .nobodyAnswers,
                "the host in \(address) has no address (\(why)); correct its name in --server-url"
            )
        case .unreachable(let why), .other(let why):
            self = Self.nobody(at: address, why: why)
        case .notTLS:
            self.init(
                .notAProxy,
                "what answers at \(address) does not speak TLS; write http:// in --server-url, or name its HTTPS port"
            )
        case .handshake(let why):
            self.init(
                .notAProxy,
                "what answers at \(address) ended the start of TLS (\(why)); look at its log, or check the address"
            )
        case .otherNames:
            self.init(
                .untrusted,
                "the certificate of the proxy at \(address) is for other names; name it in --server-url as its certificate does"
            )
        case .untrusted:
            let authority =
                caFile.map { "none of the certificates in '\($0)' leads to it; name its authority's" }
                ?? "it leads to no authority that this system trusts; name its authority's certificate"
            self.init(
                .untrusted,
                "the certificate of the proxy at \(address) is not trusted: it has expired, or \(authority) "
                    + "in --ca-file or PLIMSOLL_CA_FILE"
            )
        case .closed:
            self.init(
                .notAProxy,
                "what answers at \(address) closed the connection without a whole answer; "
                    + "check its port, and whether it wants http:// or https://"
            )
        case .notHTTP, .tooSlow, .tooLarge:
            self = Self.stranger(at: "\(address)", trouble)
        }
    }

    private static func nobody(at address: OperatorAddress, why: String) -> OperatorClientError {
        OperatorClientError(
            .nobodyAnswers,
            "no proxy answers at \(address) (\(why)); start one with `plimsoll proxy`, or name it with --server-url"
        )
    }

    private static func stranger(at address: String, _ trouble: ConnectionTrouble) -> OperatorClientError {
        let what =
            switch trouble {
            case .closed: "it closed the connection without a whole answer"
            case .unreachable(let why), .unknownHost(let why), .handshake(let why), .other(let why): why
            case .notHTTP, .notTLS, .untrusted, .otherNames, .tooSlow, .tooLarge: "its answer is not HTTP"
            }
        return OperatorClientError(
            .notAProxy,
            "what answers at \(address) does not speak as a Plimsoll proxy: \(what); check the address"
        )
    }

    private static func failed(onSocket path: String, _ trouble: ConnectionTrouble) -> OperatorClientError {
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
            return stranger(at: path, trouble)
        }
    }
}
