// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
import NIOSSL

extension TLSConfiguration {
    /// A bundle of all authorities of a system has a few hundred KiB.
    private static let largestFile = 8 << 20

    /// Of a client that trusts the certificates in a file of PEM, and no others.
    static func trusting(onlyFile path: String) throws(OperatorClientError) -> TLSConfiguration {
        let bytes = try contents(of: path)
        let certificates = (try? NIOSSLCertificate.fromPEMBytes(bytes)) ?? []
        guard !certificates.isEmpty else {
            throw OperatorClientError(
                .badCAFile,
                "'\(path)' holds no certificate in PEM (-----BEGIN CERTIFICATE-----); \(advice)"
            )
        }
        var configuration = makeClientConfiguration()
        configuration.trustRoots = .certificates(certificates)
        return configuration
    }

    private static let advice = "name the file of your authority's certificate in --ca-file or PLIMSOLL_CA_FILE"

    /// Read once and from the beginning on: it may be a pipe.
    private static func contents(of path: String) throws(OperatorClientError) -> [UInt8] {
        guard let file = fopen(path, "re") else { throw unreadable(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= largestFile {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes += piece[..<count]
        }
        guard ferror(file) == 0 else { throw unreadable(path) }
        guard bytes.count <= largestFile else {
            throw OperatorClientError(.badCAFile, "'\(path)' is larger than \(largestFile >> 20) MiB; \(advice)")
        }
        return bytes
    }

    private static func unreadable(_ path: String) -> OperatorClientError {
        OperatorClientError(.badCAFile, "cannot read '\(path)': \(String(cString: strerror(errno))); \(advice)")
    }
}
