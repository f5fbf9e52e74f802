// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Proxy

/// Certificates of one test, in a folder of its own.
struct SecureTest {
    let folder: String

    static func run<Result>(_ body: (SecureTest) async throws -> Result) async throws -> Result {
        let folder = try TestFiles.temporaryFolder("secure")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(SecureTest(folder: folder))
    }

    func make(_ names: [String], days: Int = 30) async throws -> TestCertificate {
        let file = "c\(UInt32.random(in: 0...UInt32.max))"
        return try await TestCertificate.make(names, in: folder, called: file, days: days)
    }

    /// A store of new certificates, one for each list of names.
    func store(_ names: [[String]], domain: String? = nil) async throws -> CertificateStore {
        var files: [CertificateFiles] = []
        for list in names { files.append(try await make(list).files) }
        return try CertificateStore(files, domain: domain)
    }
}

extension TestCertificate {
    var files: CertificateFiles { CertificateFiles(chain: chain, key: key) }
}
