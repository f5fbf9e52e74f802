// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Testing

/// Programs are looked at, never run; whatever is odd about one shows nothing and harms nothing.
struct ProgramInspectorTests {
    private func traits(_ words: String..., path: String? = nil, preloaded: String? = nil) -> ProgramTraits {
        ProgramInspector(files: SystemFiles()).traits(
            of: words.map { Array($0.utf8) },
            path: path.map { Array($0.utf8) },
            preloaded: preloaded.map { Array($0.utf8) }
        )
    }

    /// A file with this content, for as long as `body` runs.
    private func withFile<Result>(_ content: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "inspected-\(UUID().uuidString)")
        try Data(content).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path())
    }

    private func withScript<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        try withFile(Array(text.utf8), body)
    }

    @Test func javaIsFoundByName() {
        #expect(traits("/nowhere/bin/java", "-jar", "a.jar").shows(.java))
        #expect(!traits("/nowhere/bin/javac").shows(.java))
    }

    @Test(
        arguments: [
            ["tini", "--", "java", "-jar", "a.jar"], ["sh", "-c", "exec java -jar a.jar"],
            ["env", "A=b", "/usr/bin/java"],
            ["bash", "-lc", "cd /app && /opt/jdk/bin/java -jar a.jar"],
        ]
    )
    func javaIsFoundBehindOthers(words: [String]) {
        let found = ProgramInspector(files: SystemFiles()).traits(
            of: words.map { Array($0.utf8) },
            path: nil,
            preloaded: nil
        )
        #expect(found.shows(.java))
    }

    @Test func anInterpretersNameCounts() throws {
        try withScript("#!/usr/bin/env -S node --no-warnings\n") { #expect(traits($0).shows(.node)) }
        try withScript("#! /opt/bin/python3.13 -I\n") { #expect(traits($0).shows(.python)) }
    }

    @Test func aScriptOfAScriptIsFollowed() throws {
        try withScript("#!/usr/bin/java --source 17\n") { inner in
            try withScript("#!\(inner)\n") { #expect(traits($0).shows(.java)) }
        }
    }

    @Test func aScriptThatIsItsOwnInterpreterEnds() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "loop-\(UUID().uuidString)").path()
        try Data("#!\(file)\n".utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(!traits(file).shows(.java))
    }

    @Test func theProgramIsLookedForInPath() throws {
        let sh = traits("sh", path: "/no/such:/etc/passwd:/usr/bin:/bin")
        #expect(sh.libraries.contains { $0.starts(with: "libc.so".utf8) })
        #expect(sh.shows(.glibc) && !sh.isGo)
    }

    @Test func preloadedJemallocIsFound() {
        #expect(traits("/bin/true", preloaded: "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2").shows(.jemalloc))
        #expect(traits("/bin/true", preloaded: "liba.so libjemalloc.so.2:libb.so").shows(.jemalloc))
        #expect(!traits("/bin/true").shows(.jemalloc))
    }

    @Test func directoriesDevicesAndMissingFilesShowNothing() {
        for program in ["/", "/dev/null", "/dev/zero", "/no/such", "", "/proc/self/mem", "/etc/passwd"] {
            let found = traits(program)
            #expect(found.libraries.isEmpty && !found.isGo)
        }
    }

    @Test func aCutExecutableShowsNothingAndHarmsNothing() throws {
        let whole = try Data(contentsOf: URL(filePath: "/bin/sh")).prefix(200_000)
        for length in [0, 1, 2, 4, 63, 64, 65, 100, 120, 400, 1000, 5000, 20000, 100_000] {
            try withFile(Array(whole.prefix(length))) { file in
                let found = traits(file)
                #expect(!found.isGo && !found.shows(.java))
            }
        }
    }

    @Test func anExecutableOfNonsenseShowsNothingAndHarmsNothing() throws {
        let head = try Array(Data(contentsOf: URL(filePath: "/bin/sh")).prefix(4096))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = head
            for _ in 0..<20 {
                bytes[Int.random(in: 24..<64, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            for _ in 0..<20 {
                bytes[Int.random(in: 64..<bytes.count, using: &random)] = [0, 0xFF].randomElement(using: &random) ?? 0
            }
            try withFile(bytes) { #expect(!traits($0).isGo) }
        }
    }
}
