// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A certificate that `openssl` made for a test, signed by itself.
package struct TestCertificate: Sendable {
    package let chain: String
    package let key: String

    /// Makes one in a folder of its own, and removes it afterwards.
    package static func with<Result>(
        _ names: [String],
        _ body: (TestCertificate) async throws -> Result
    ) async throws -> Result {
        let folder = try TestFiles.temporaryFolder("certificate")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(try await make(names, in: folder, called: "one"))
    }

    /// - Parameters:
    ///   - names: host names, or IP addresses.
    ///   - days: how long it is valid; below zero: it has expired.
    package static func make(
        _ names: [String],
        in folder: String,
        called file: String,
        days: Int = 30
    ) async throws -> TestCertificate {
        let made = TestCertificate(chain: "\(folder)/\(file).pem", key: "\(folder)/\(file).key")
        let request = "\(folder)/\(file).csr"
        let list = names.map { ($0.first?.isNumber == true ? "IP:" : "DNS:") + $0 }.joined(separator: ",")
        try await openssl([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", made.key,
            "-out", request, "-subj", "/CN=test", "-addext", "subjectAltName=\(list)",
        ])
        try await openssl([
            "x509", "-req", "-in", request, "-signkey", made.key, "-days", "\(days)", "-copy_extensions", "copy",
            "-out",
            made.chain,
        ])
        return made
    }

    /// Puts what is in `other` where this one lies, as a renewal does.
    package func replace(with other: TestCertificate) throws {
        for (from, to) in [(other.chain, chain), (other.key, key)] {
            try FileManager.default.copyItem(atPath: from, toPath: to + ".new")
            guard rename(to + ".new", to) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    private static func openssl(_ arguments: [String]) async throws {
        let run = try await ToolRun.run("/usr/bin/openssl", arguments)
        guard run.status == 0 else { throw Failure(description: "openssl: \(run.output)") }
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
