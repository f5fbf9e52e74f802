// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import PlimsollTesting
import Testing

@testable import Proxy

/// Which certificate is served to whom, and which is not taken.
struct CertificateStoreTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// What has come to rest is taken at the second look.
    private static func look(_ store: CertificateStore) {
        for _ in 0..<2 { store.look(logger: logger) }
    }

    private static func refusal(_ files: CertificateFiles) -> String? {
        do throws(CertificateError) {
            _ = try CertificateStore([files])
            return nil
        } catch {
            return error.description
        }
    }

    @Test func theNameAskedForChoosesTheCertificate() async throws {
        try await SecureTest.run { test in
            let store = try await test.store([["a.test"], ["*.b.test", "B.TEST"], ["x.b.test", "127.0.0.2"]])
            func place(_ name: String?) -> Int? { store.certificate(for: name)?.place }
            #expect(place("a.test") == 0)
            #expect(place("b.test") == 1)
            #expect(place("y.b.test") == 1)
            #expect(place("X.B.TEST") == 2)
            #expect(place("y.x.b.test") == 0, "a wildcard stands for one label")
            #expect(place("nobody.test") == 0)
            #expect(place("") == 0)
            #expect(place(".b.test") == 0)
            #expect(place(nil) == 0)
            #expect(store.knows("127.0.0.2"))
            #expect(store.problems.isEmpty)
        }
    }

    @Test func aHostOfAnotherCertificateIsTold() async throws {
        try await SecureTest.run { test in
            let store = try await test.store([["a.test", "c.test"], ["b.test", "c.test"]])
            #expect(store.isOfAnother("b.test", than: 0))
            #expect(!store.isOfAnother("a.test", than: 0))
            #expect(!store.isOfAnother("c.test", than: 0))
            #expect(!store.isOfAnother("c.test", than: 1))
            #expect(!store.isOfAnother("nobody.test", than: 0))
        }
    }

    @Test func filesThatCannotBeUsedAreNamedWithAWayOut() async throws {
        try await SecureTest.run { test in
            let one = try await test.make(["a.test"])
            let other = try await test.make(["a.test"])
            let mixed = Self.refusal(CertificateFiles(chain: one.chain, key: other.key))
            #expect(mixed?.contains("does not belong to the first certificate") == true)
            let missing = Self.refusal(CertificateFiles(chain: test.folder + "/none", key: one.key))
            #expect(missing?.contains("No such file or directory") == true)
            #expect(
                Self.refusal(CertificateFiles(chain: one.key, key: one.key))?.contains("no whole certificate") == true
            )
            #expect(Self.refusal(CertificateFiles(chain: one.chain, key: one.chain))?.contains("private key") == true)
            #expect(Self.refusal(CertificateFiles(chain: test.folder, key: one.key))?.contains("directory") == true)
            let key = try String(contentsOfFile: one.key, encoding: .utf8)
            for text in [mixed, missing] { #expect(text?.contains(key.prefix(60)) == false) }
        }
    }

    @Test func anExpiredCertificateIsServedAtTheStartAndTold() async throws {
        try await SecureTest.run { test in
            let store = try CertificateStore([try await test.make(["a.test"], days: -1).files], domain: "b.test")
            #expect(store.problems.count == 2)
            #expect(store.problems.first?.contains("expired on") == true)
            #expect(store.problems.last?.contains("no certificate is for the domain 'b.test'") == true)
        }
    }

    @Test func aNewPairIsTakenOnceBothFilesHaveComeToRest() async throws {
        try await SecureTest.run { test in
            let served = try await test.make(["a.test"])
            let store = try CertificateStore([served.files])
            try served.replace(with: try await test.make(["b.test"]))
            store.look(logger: Self.logger)
            #expect(store.knows("a.test"))
            store.look(logger: Self.logger)
            #expect(store.knows("b.test") && !store.knows("a.test"))
            #expect(store.problems.isEmpty)
        }
    }

    @Test func aTornWriteIsRefusedUntilTheRestCame() async throws {
        try await SecureTest.run { test in
            let served = try await test.make(["a.test"])
            let store = try CertificateStore([served.files])
            let next = try await test.make(["b.test"])
            let chain = try Data(contentsOf: URL(fileURLWithPath: next.chain))
            try chain.prefix(200).write(to: URL(fileURLWithPath: served.chain))
            Self.look(store)
            #expect(store.problems.first?.contains("no whole certificate") == true)
            #expect(store.knows("a.test"))
            try chain.write(to: URL(fileURLWithPath: served.chain))
            Self.look(store)
            #expect(store.problems.first?.contains("does not belong") == true)
            try Data(contentsOf: URL(fileURLWithPath: next.key)).write(to: URL(fileURLWithPath: served.key))
            Self.look(store)
            #expect(store.problems.isEmpty)
            #expect(store.knows("b.test"))
        }
    }

    @Test func whatIsWorseThanTheOldIsNotTaken() async throws {
        try await SecureTest.run { test in
            let served = try await test.make(["a.test"])
            let store = try CertificateStore([served.files], domain: "a.test")
            try served.replace(with: try await test.make(["a.test"], days: -1))
            Self.look(store)
            #expect(store.problems.first?.contains("expired") == true)
            try served.replace(with: try await test.make(["b.test"]))
            Self.look(store)
            #expect(store.problems.first?.contains("is not for 'a.test'") == true)
            #expect(store.knows("a.test"))
            try FileManager.default.removeItem(atPath: served.key)
            Self.look(store)
            #expect(store.problems.first?.contains("No such file") == true)
            #expect(store.knows("a.test"))
        }
    }

    @Test(arguments: ["checks.md", "tls.md"]) func everyRuleOfCertificatesIsNamed(document: String) throws {
        let documents = URL(filePath: #filePath).appending(path: "../../../../docs").standardized
        let text = try String(contentsOf: documents.appending(path: document), encoding: .utf8)
        for rule in CertificateInspection.Rule.allCases {
            #expect(text.contains("`\(rule.rawValue)`"), "\(document) does not name \(rule.rawValue)")
        }
    }

    @Test func aKeyThatAnybodyMayReadIsFound() async throws {
        try await SecureTest.run { test in
            let files = try await test.make(["a.test"]).files
            #expect(chmod(files.key, 0o640) == 0)
            #expect(CertificateInspection.findings(of: files).isEmpty)
            #expect(chmod(files.key, 0o644) == 0)
            #expect(CertificateInspection.findings(of: files).map(\.rule) == [.readableKey])
        }
    }
}
