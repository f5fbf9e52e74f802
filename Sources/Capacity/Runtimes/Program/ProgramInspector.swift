// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Looks at a program as the kernel would, without running it.
package struct ProgramInspector<Files: FileRangeReader> {
    private let files: Files

    package init(files: Files) {
        self.files = files
    }

    // The kernel follows as many scripts.
    private static var mostScripts: Int { 5 }
    private static var mostWords: Int { 64 }

    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - preloaded: the value of LD_PRELOAD.
    package func traits(of words: [[UInt8]], path: [UInt8]?, preloaded: [UInt8]?) -> ProgramTraits {
        var traits = ProgramTraits()
        traits.names = words.prefix(Self.mostWords).flatMap { names(of: $0) }
        traits.libraries = preloaded.map { split($0).map { lastPart($0) } } ?? []
        guard var program = words.first else { return traits }
        for _ in 0...Self.mostScripts {
            guard let (file, head) = start(of: program, path: path) else { break }
            if head.starts(with: "#!".utf8) {
                let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
                let interpreter = split(Array(line))
                traits.names += interpreter.map { lastPart($0) }
                guard let next = interpreter.first else { break }
                program = next
                continue
            }
            if let elf = ElfFile(path: file, head: head, files: files) {
                traits.libraries += elf.libraries.map { lastPart($0) }
                traits.isGo = elf.hasSection(among: [".go.buildinfo", ".note.go.buildid"])
            }
            break
        }
        return traits
    }

    private func start(of program: [UInt8], path: [UInt8]?) -> (file: [UInt8], head: [UInt8])? {
        for candidate in ProgramSearch.candidates(for: program, path: path) {
            if let head = files.bytes(at: candidate, from: 0, count: 256), !head.isEmpty { return (candidate, head) }
        }
        return nil
    }

    /// The last part of a path, or of each word in a line of a shell.
    private func names(of word: [UInt8]) -> [[UInt8]] {
        let parts = split(Array(word.prefix(4096)))
        return parts.count > 1 ? parts.prefix(Self.mostWords).map { lastPart($0) } : [lastPart(word)]
    }

    private func split(_ text: [UInt8]) -> [[UInt8]] {
        text.split { " \t\n;&|()\"':".utf8.contains($0) }.map { Array($0) }
    }

    private func lastPart(_ path: [UInt8]) -> [UInt8] {
        path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[(path.index(after: $0))...]) } ?? path
    }
}
