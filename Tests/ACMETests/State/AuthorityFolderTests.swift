// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

@testable import ACME

struct AuthorityFolderTests {
    private static func with(_ body: (AuthorityFolder) throws -> Void) throws {
        let parent = try TestFiles.temporaryFolder("acme")
        defer { try? FileManager.default.removeItem(atPath: parent) }
        try body(AuthorityFolder(in: parent + "/state/acme", directory: "https://ca.test:14000/dir"))
    }

    private static func mode(_ path: String) throws -> Int {
        let value = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        return (value as? NSNumber)?.intValue ?? -1
    }

    @Test func whatIsKeptIsForItsUserAlone() throws {
        try Self.with { folder in
            try folder.write("order.json", OrderRecord(names: ["a.test"], url: "https://ca.test/o/1", key: "K"))
            #expect(try folder.read("order.json", as: OrderRecord.self)?.url == "https://ca.test/o/1")
            #expect(try Self.mode(folder.path) == 0o700)
            #expect(try Self.mode(folder.path + "/order.json") == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["order.json"])
            folder.remove("order.json")
            #expect(try folder.read("order.json", as: OrderRecord.self) == nil)
        }
    }

    @Test func filesThatOthersMayReadOrThatLeadElsewhereAreRefused() throws {
        try Self.with { folder in
            try folder.write("account.json", AttemptRecord())
            #expect(chmod(folder.path + "/account.json", 0o644) == 0)
            let error = #expect(throws: AuthorityError.self) { try folder.read("account.json") }
            #expect(error?.description.contains("chmod 600") == true)
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/link.json",
                withDestinationPath: "/etc/passwd"
            )
            #expect(throws: AuthorityError.self) { try folder.read("link.json") }
            #expect(chmod(folder.path, 0o755) == 0)
            #expect(throws: AuthorityError.self) { try folder.make() }
        }
    }

    @Test func whatCannotBeUnderstoodIsNotOverwrittenButTold() throws {
        try Self.with { folder in
            try folder.write(bytes: Array("{half".utf8), to: "account.json")
            let error = #expect(throws: AuthorityError.self) {
                try folder.read("account.json", as: AccountRecord.Wire.self)
            }
            #expect(error?.description.contains("remove it to begin anew") == true)
        }
    }

    @Test func eachAuthorityHasAFolderOfItsOwn() {
        let one = AuthorityFolder(in: "/s", directory: "https://ca.test/a")
        #expect(one.path != AuthorityFolder(in: "/s", directory: "https://ca.test/b").path)
        let odd = AuthorityFolder(in: "/s", directory: "https://../../x y/dir").path
        #expect(odd.hasPrefix("/s/") && !odd.contains("/../") && odd.split(separator: "/").count == 2)
    }
}
